package io.headroom.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// What follows a failure: another try after a pause, or death. Rules by exception come first, in
/// their order.
///
/// A pause lies between half and the whole of its growth's value, so that jobs that failed together
/// do not come back together. Jobs whose node ended are tried again without counting here.
///
/// @param retries how often to try again after the first failure, 0 to 1,000; default 10
/// @param growth how pauses grow; default exponential
/// @param first the longest pause after the first failure; default 1 s
/// @param longest no pause is longer; default 1 h
/// @param rules what differs for some exceptions
public record RetryPolicy(
        int retries, Growth growth, Duration first, Duration longest, List<Rule> rules) {

    /// 10 retries, exponential from 1 s to at most 1 h.
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(
                    10, Growth.EXPONENTIAL, Duration.ofSeconds(1), Duration.ofHours(1), List.of());

    /// The first failure's exception is final.
    public static final RetryPolicy NONE = DEFAULT.withRetries(0);

    /// How the pause after failure *n*, from 1, grows.
    public enum Growth {
        /// `first`
        FIXED,
        /// `first × n`
        LINEAR,
        /// `first × 2ⁿ⁻¹`
        EXPONENTIAL,
        /// `first × Fₙ₊₁`: 1, 2, 3, 5, 8 …
        FIBONACCI
    }

    /// What follows an exception of a class, or one that was caused by such.
    ///
    /// @param exception the class
    /// @param verdict what follows
    public record Rule(Class<? extends Throwable> exception, Verdict verdict) {}

    /// What follows a failure.
    public sealed interface Verdict {
        /// Another try.
        ///
        /// @param pause so long after the failure
        record Retry(Duration pause) implements Verdict {}

        /// No more tries.
        record Die() implements Verdict {}
    }

    public RetryPolicy {
        if (retries < 0 || retries > 1_000) {
            throw new IllegalArgumentException("retries must be 0 to 1000, but is " + retries);
        }
        if (!first.isPositive()) {
            throw new IllegalArgumentException("first must be positive, but is " + first);
        }
        if (longest.compareTo(first) < 0 || longest.toDays() > 365) {
            throw new IllegalArgumentException(
                    "longest must be at least first (%s) and at most 365 days, but is %s"
                            .formatted(first, longest));
        }
        rules = List.copyOf(rules);
    }

    /// Another number of retries.
    public RetryPolicy withRetries(int other) {
        return new RetryPolicy(other, growth, first, longest, rules);
    }

    /// Other pauses.
    public RetryPolicy withPauses(Growth newGrowth, Duration newFirst, Duration newLongest) {
        return new RetryPolicy(retries, newGrowth, newFirst, newLongest, rules);
    }

    /// No more tries after this exception.
    public RetryPolicy dyingOf(Class<? extends Throwable> exception) {
        return with(new Rule(exception, new Verdict.Die()));
    }

    /// A pause of its own after this exception, within the same number of retries.
    public RetryPolicy pausing(Class<? extends Throwable> exception, Duration pause) {
        return with(new Rule(exception, new Verdict.Retry(pause)));
    }

    private RetryPolicy with(Rule rule) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(rule);
        return new RetryPolicy(retries, growth, first, longest, more);
    }

    /// What follows failure number `failure`, counted from 1.
    public Verdict after(int failure, Throwable error, RandomGenerator random) {
        if (failure < 1) {
            throw new IllegalArgumentException("failure counts from 1, but is " + failure);
        }
        if (error instanceof RetryAfterException wish) {
            return failure > retries ? new Verdict.Die() : new Verdict.Retry(wish.pause());
        }
        for (Rule rule : rules) {
            if (causedBy(error, rule.exception())) {
                return rule.verdict() instanceof Verdict.Retry && failure > retries
                        ? new Verdict.Die()
                        : rule.verdict();
            }
        }
        return failure > retries ? new Verdict.Die() : new Verdict.Retry(pause(failure, random));
    }

    Duration pause(int failure, RandomGenerator random) {
        double factor =
                switch (growth) {
                    case FIXED -> 1;
                    case LINEAR -> failure;
                    case EXPONENTIAL -> Math.pow(2, failure - 1.0);
                    case FIBONACCI -> fibonacci(failure);
                };
        double ceiling = Math.min(first.toMillis() * factor, (double) longest.toMillis());
        return Duration.ofMillis(Math.round(ceiling * (0.5 + random.nextDouble() / 2)));
    }

    private static double fibonacci(int failure) {
        double before = 1;
        double value = 1;
        for (int i = 1; i < failure; i++) {
            double next = before + value;
            before = value;
            value = next;
        }
        return value;
    }

    private static boolean causedBy(Throwable error, Class<? extends Throwable> wanted) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < 50; depth++) {
            if (wanted.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
