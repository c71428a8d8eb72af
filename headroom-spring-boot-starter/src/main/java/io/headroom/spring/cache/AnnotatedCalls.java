package io.headroom.spring.cache;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;

/// Stands around each call of an annotated method, outside of Spring's cache and transaction
/// interceptors: opens the [Call], and drops the tags of [InvalidateTags] when it went well, which
/// is after the commit if the method is the transaction.
final class AnnotatedCalls extends AbstractPointcutAdvisor {

    private static final long serialVersionUID = 1L;

    private final transient Pointcut pointcut;
    private final transient MethodInterceptor interceptor;

    AnnotatedCalls(
            AnnotationCacheOperationSource operations,
            TagExpressions expressions,
            Supplier<TransactionalCaches> transactions) {
        pointcut =
                new StaticMethodMatcherPointcut() {
                    @Override
                    public boolean matches(Method method, Class<?> type) {
                        return operations.hasCacheOperations(method, type)
                                || AnnotatedElementUtils.hasAnnotation(
                                        AopUtils.getMostSpecificMethod(method, type),
                                        InvalidateTags.class);
                    }
                };
        interceptor = call -> around(call, expressions, transactions);
        setOrder(Ordered.HIGHEST_PRECEDENCE + 1_000);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it is the caller's
    private static @Nullable Object around(
            MethodInvocation invocation,
            TagExpressions expressions,
            Supplier<TransactionalCaches> transactions)
            throws Throwable {
        Object result;
        try (Call _ = Call.begin(expressions.stored(invocation))) {
            result = invocation.proceed();
        }
        if (!expressions.drops(invocation)) {
            return result;
        }
        if (result instanceof CompletableFuture<?> later) {
            return later.thenApply(value -> {
                transactions.get().invalidateTags(expressions.dropped(invocation, value));
                return value;
            });
        }
        transactions.get().invalidateTags(expressions.dropped(invocation, result));
        return result;
    }

    @Override
    public Pointcut getPointcut() {
        return pointcut;
    }

    @Override
    public MethodInterceptor getAdvice() {
        return interceptor;
    }
}
