package io.headroom.spring.cache;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.expression.AnnotatedElementKey;
import org.springframework.context.expression.CachedExpressionEvaluator;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.util.ObjectUtils;

/// Evaluates the expressions of [CacheTags] and [InvalidateTags]. Safe for use by many threads.
final class TagExpressions extends CachedExpressionEvaluator {

    /// What `#root` is.
    ///
    /// @param target the object whose method is called
    /// @param method the method
    /// @param args its arguments
    @SuppressWarnings("ArrayRecordComponent") // expressions name it, nobody compares it
    record Root(@Nullable Object target, Method method, @Nullable Object[] args) {}

    private record Annotations(List<String> stored, List<String> dropped) {}

    private final Map<ExpressionKey, Expression> parsed = new ConcurrentHashMap<>();
    private final Map<AnnotatedElementKey, Annotations> annotations = new ConcurrentHashMap<>();

    /// The tags under which the result of a call is stored.
    Call.Tagging stored(MethodInvocation call) {
        List<String> expressions = annotations(call).stored();
        return expressions.isEmpty()
                ? Call.Tagging.none()
                : value -> evaluated(expressions, call, value);
    }

    /// Whether a call drops tags.
    boolean drops(MethodInvocation call) {
        return !annotations(call).dropped().isEmpty();
    }

    /// The tags that a call drops.
    List<String> dropped(MethodInvocation call, @Nullable Object result) {
        return evaluated(annotations(call).dropped(), call, result);
    }

    /// @throws IllegalStateException when an expression of the method is malformed
    void check(Method method) {
        Annotations of = read(method);
        for (String expression : union(of.stored(), of.dropped())) {
            try {
                parseExpression(expression);
            } catch (ParseException e) {
                throw new IllegalStateException(
                        "The tag expression \"%s\" of %s is malformed: %s"
                                .formatted(expression, method, e.getMessage()),
                        e);
            }
        }
    }

    private static List<String> union(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private Annotations annotations(MethodInvocation call) {
        Method method = specific(call);
        return annotations.computeIfAbsent(
                new AnnotatedElementKey(method, targetClass(call)), _ -> read(method));
    }

    private static Annotations read(Method method) {
        CacheTags stored = AnnotatedElementUtils.findMergedAnnotation(method, CacheTags.class);
        InvalidateTags dropped =
                AnnotatedElementUtils.findMergedAnnotation(method, InvalidateTags.class);
        return new Annotations(
                stored == null ? List.of() : List.of(stored.value()),
                dropped == null ? List.of() : List.of(dropped.value()));
    }

    private List<String> evaluated(
            List<String> expressions, MethodInvocation call, @Nullable Object result) {
        Method method = specific(call);
        @Nullable Object[] arguments = call.getArguments();
        var context =
                new MethodBasedEvaluationContext(
                        new Root(call.getThis(), method, arguments),
                        method,
                        arguments,
                        getParameterNameDiscoverer());
        context.setVariable("result", ObjectUtils.unwrapOptional(result));
        AnnotatedElementKey element = new AnnotatedElementKey(method, targetClass(call));
        List<String> tags = new ArrayList<>();
        for (String expression : expressions) {
            add(tags, getExpression(parsed, element, expression).getValue(context));
        }
        return tags;
    }

    private static void add(List<String> tags, @Nullable Object value) {
        switch (value) {
            case null -> {
                // names no tag
            }
            case Collection<?> several -> several.forEach(each -> add(tags, each));
            default -> tags.add(value.toString());
        }
    }

    private static Method specific(MethodInvocation call) {
        return AopUtils.getMostSpecificMethod(call.getMethod(), targetClass(call));
    }

    private static Class<?> targetClass(MethodInvocation call) {
        Object target = call.getThis();
        return target == null
                ? call.getMethod().getDeclaringClass()
                : AopUtils.getTargetClass(target);
    }
}
