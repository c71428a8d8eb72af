package io.headroom.spring.lock;

import io.headroom.lock.LockOptions;
import io.headroom.lock.Tier;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.expression.AnnotatedElementKey;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.ParserContext;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/// What [Locked] says of each method. Safe for use by many threads.
final class LockedMethods {

    /// What `#root` is.
    ///
    /// @param target the object whose method is called
    /// @param method the method
    /// @param args its arguments
    @SuppressWarnings("ArrayRecordComponent") // expressions name it, nobody compares it
    record Root(@Nullable Object target, Method method, @Nullable Object[] args) {}

    /// One method's lock.
    record Locking(Expression name, Tier tier, LockOptions options) {}

    private final Supplier<LockOptions> defaults;
    private final UnaryOperator<String> placeholders;
    private final SpelExpressionParser parser = new SpelExpressionParser();
    private final DefaultParameterNameDiscoverer parameters = new DefaultParameterNameDiscoverer();
    private final Map<AnnotatedElementKey, Locking> known = new ConcurrentHashMap<>();

    LockedMethods(Supplier<LockOptions> defaults, UnaryOperator<String> placeholders) {
        this.defaults = defaults;
        this.placeholders = placeholders;
    }

    static Optional<Locked> annotation(Method method, Class<?> target) {
        Method specific = AopUtils.getMostSpecificMethod(method, target);
        return Optional.ofNullable(
                AnnotatedElementUtils.findMergedAnnotation(specific, Locked.class));
    }

    /// @throws IllegalStateException when the annotation says what cannot be
    Locking of(Method method, Class<?> target) {
        return known.computeIfAbsent(
                new AnnotatedElementKey(method, target),
                _ -> read(method, annotation(method, target).orElseThrow()));
    }

    private Locking read(Method method, Locked locked) {
        try {
            LockOptions options = defaults.get().withRenewed(locked.renewed());
            if (!locked.waitAtMost().isEmpty()) {
                options =
                        options.withWait(
                                DurationStyle.detectAndParse(
                                        placeholders.apply(locked.waitAtMost())));
            }
            if (!locked.lease().isEmpty()) {
                options =
                        options.withLease(
                                DurationStyle.detectAndParse(placeholders.apply(locked.lease())));
            }
            return new Locking(
                    parser.parseExpression(
                            placeholders.apply(locked.value()), ParserContext.TEMPLATE_EXPRESSION),
                    locked.tier(),
                    options);
        } catch (ParseException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "@Locked(\"%s\") of %s is malformed: %s"
                            .formatted(locked.value(), method, e.getMessage()),
                    e);
        }
    }

    /// The lock's name for a call.
    ///
    /// @throws IllegalArgumentException when the expression gives none
    String name(Locking locking, MethodInvocation call, Class<?> target) {
        Method method = AopUtils.getMostSpecificMethod(call.getMethod(), target);
        @Nullable Object[] arguments = call.getArguments();
        var context =
                new MethodBasedEvaluationContext(
                        new Root(call.getThis(), method, arguments), method, arguments, parameters);
        String text = locking.name().getExpressionString();
        try {
            String name = locking.name().getValue(context, String.class);
            if (name == null) {
                throw new IllegalArgumentException(
                        "@Locked(\"" + text + "\") of " + method + " gives no name");
            }
            return name;
        } catch (EvaluationException e) {
            throw new IllegalArgumentException(
                    "@Locked(\"%s\") of %s gives no name: %s"
                            .formatted(text, method, e.getMessage()),
                    e);
        }
    }
}
