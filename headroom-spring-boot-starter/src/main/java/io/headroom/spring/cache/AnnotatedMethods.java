package io.headroom.spring.cache;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/// Reads the annotations of each bean before it is used: notes the types of values, and refuses
/// what cannot work, so that it fails at the start and not under load.
final class AnnotatedMethods implements BeanPostProcessor {

    private final AnnotationCacheOperationSource operations;
    private final ValueTypes types;
    private final TagExpressions expressions;

    AnnotatedMethods(
            AnnotationCacheOperationSource operations,
            ValueTypes types,
            TagExpressions expressions) {
        this.operations = operations;
        this.types = types;
        this.expressions = expressions;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        Class<?> type = AopUtils.getTargetClass(bean);
        if (type.getName().startsWith("org.springframework.")) {
            return bean;
        }
        Map<Method, Collection<CacheOperation>> found =
                MethodIntrospector.selectMethods(
                        type,
                        (MethodIntrospector.MetadataLookup<Collection<CacheOperation>>)
                                method -> operations.getCacheOperations(method, type));
        found.forEach((method, of) -> of.forEach(operation -> check(operation, method, type)));
        MethodIntrospector.selectMethods(
                        type,
                        (MethodIntrospector.MetadataLookup<Boolean>)
                                method -> isTagged(method) ? Boolean.TRUE : null)
                .keySet()
                .forEach(method -> checkTags(method, found));
        return bean;
    }

    private static boolean isTagged(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, CacheTags.class)
                || AnnotatedElementUtils.hasAnnotation(method, InvalidateTags.class);
    }

    private void check(CacheOperation operation, Method method, Class<?> type) {
        boolean reads = operation instanceof CacheableOperation;
        if (!reads && !(operation instanceof CachePutOperation)) {
            return;
        }
        ResolvableType returned = ResolvableType.forMethodReturnType(method, type);
        boolean later = isLater(returned.toClass());
        if (later && operation instanceof CacheableOperation read && !read.isSync()) {
            throw new IllegalStateException(
                    "%s returns its value later, when an invalidation may have come and gone unnoticed; write @Cacheable(sync = true)"
                            .formatted(method));
        }
        ResolvableType value =
                later || returned.toClass() == Optional.class ? returned.getGeneric(0) : returned;
        ResolvableType boxed =
                value.toClass().isPrimitive()
                        ? ResolvableType.forClass(
                                ClassUtils.resolvePrimitiveIfNecessary(value.toClass()))
                        : value;
        operation.getCacheNames().forEach(cache -> types.note(cache, boxed, method));
    }

    private static boolean isLater(Class<?> returned) {
        return CompletionStage.class.isAssignableFrom(returned)
                || ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned) != null;
    }

    private void checkTags(Method method, Map<Method, Collection<CacheOperation>> found) {
        expressions.check(method);
        boolean stores =
                found.getOrDefault(method, List.of()).stream()
                        .anyMatch(operation ->
                                operation instanceof CacheableOperation
                                        || operation instanceof CachePutOperation);
        if (AnnotatedElementUtils.hasAnnotation(method, CacheTags.class) && !stores) {
            throw new IllegalStateException(
                    "@CacheTags of %s has a meaning beside @Cacheable or @CachePut alone; to drop what is stored under tags, write @InvalidateTags"
                            .formatted(method));
        }
    }
}
