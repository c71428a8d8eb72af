package io.headroom.spring.timing;

import java.io.Serial;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ClassFilter;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;

/// Puts beans with annotated methods behind a proxy that times them: outside all other advice, so
/// that a transaction's commit is within the time. A class that is final is proxied by its
/// interfaces.
final class TrackingPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

    @Serial private static final long serialVersionUID = 1L;

    TrackingPostProcessor(Supplier<Tracker> tracker) {
        TrackedMethods methods = new TrackedMethods();
        setBeforeExistingAdvisors(true);
        advisor =
                new DefaultPointcutAdvisor(
                        new AnnotatedMethods(), new Interceptor(methods, tracker));
    }

    @Override
    protected ProxyFactory prepareProxyFactory(Object bean, String beanName) {
        ProxyFactory factory = super.prepareProxyFactory(bean, beanName);
        boolean isFinal = Modifier.isFinal(bean.getClass().getModifiers());
        if (isFinal && bean.getClass().getInterfaces().length == 0) {
            throw new IllegalStateException(
                    "The methods of bean '"
                            + beanName
                            + "' cannot be timed: its class "
                            + bean.getClass().getName()
                            + " is final and implements no interface; open it, or use a Tracker");
        }
        factory.setProxyTargetClass(!isFinal);
        return factory;
    }

    private static final class AnnotatedMethods extends StaticMethodMatcherPointcut {

        @Override
        public ClassFilter getClassFilter() {
            return TrackedMethods::isCandidate;
        }

        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return TrackedMethods.isTracked(method, targetClass);
        }
    }

    private record Interceptor(TrackedMethods methods, Supplier<Tracker> tracker)
            implements MethodInterceptor {

        @Override
        public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
            Object target = invocation.getThis();
            return tracked(
                    methods.of(invocation.getMethod(), target == null ? null : target.getClass()),
                    invocation);
        }

        private @Nullable Object tracked(
                List<TrackedMethods.Tracking> left, MethodInvocation invocation) throws Throwable {
            if (left.isEmpty()) {
                return invocation.proceed();
            }
            TrackedMethods.Tracking first = left.getFirst();
            Tracker.Work<@Nullable Object, Throwable> work =
                    () -> tracked(left.subList(1, left.size()), invocation);
            return tracker.get().call(first.kind(), first.name(), work);
        }
    }
}
