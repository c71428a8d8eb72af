package io.headroom.spring.lock;

import io.headroom.spring.lock.LockedMethods.Locking;
import java.io.Serial;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.util.ReflectionUtils;

/// Puts beans with [Locked] methods behind a proxy: outside their transactions, so that a lock is
/// given back after the commit. A method whose annotation is malformed fails the start.
final class LockedPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

    @Serial private static final long serialVersionUID = 1L;

    private final transient LockedMethods methods;

    LockedPostProcessor(LockedMethods methods, Supplier<LockedCalls> calls) {
        this.methods = methods;
        setBeforeExistingAdvisors(true);
        advisor = new DefaultPointcutAdvisor(new Annotated(), new Interceptor(methods, calls));
    }

    @Override
    protected ProxyFactory prepareProxyFactory(Object bean, String beanName) {
        Class<?> type = AopUtils.getTargetClass(bean);
        ReflectionUtils.doWithMethods(
                type,
                method -> {
                    if (LockedMethods.annotation(method, type).isPresent()) {
                        var _ = methods.of(method, type);
                    }
                });
        ProxyFactory factory = super.prepareProxyFactory(bean, beanName);
        boolean isFinal = Modifier.isFinal(bean.getClass().getModifiers());
        if (isFinal && bean.getClass().getInterfaces().length == 0) {
            throw new IllegalStateException(
                    "The methods of bean '"
                            + beanName
                            + "' cannot be locked: its class "
                            + bean.getClass().getName()
                            + " is final and implements no interface; open it, or use Locks");
        }
        factory.setProxyTargetClass(!isFinal);
        return factory;
    }

    private static final class Annotated extends StaticMethodMatcherPointcut {

        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return LockedMethods.annotation(method, targetClass).isPresent();
        }
    }

    private record Interceptor(LockedMethods methods, Supplier<LockedCalls> calls)
            implements MethodInterceptor {

        @Override
        public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
            Object target = invocation.getThis();
            Class<?> type =
                    target == null
                            ? invocation.getMethod().getDeclaringClass()
                            : AopUtils.getTargetClass(target);
            Locking locking = methods.of(invocation.getMethod(), type);
            return calls.get()
                    .call(locking, methods.name(locking, invocation, type), invocation::proceed);
        }
    }
}
