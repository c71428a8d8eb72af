package io.headroom.postgres.index;

import io.headroom.postgres.index.StatementEffect.Role;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What an index did, from the statements' times before and after.
///
/// A statement counts as slower when its mean grew by more than the tolerance *and* the growth is
/// no chance: Welch's t (B. L. Welch, Biometrika 34, 1947) of the two means is at least 3, about
/// one chance in a thousand. What all other statements grew by meanwhile is the machine's doing and
/// is taken off. Statements too rare for that are judged by their sampled runs.
///
/// @param effects the statements, with verdicts
/// @param drift by which factor statements that do not touch the table became slower, at least 1
record Judgement(List<StatementEffect> effects, double drift) {

    private static final double CHANCE = 3;
    private static final double SURE = 4;
    private static final double DISASTER = 2;
    private static final int LEAST_CONTROLS = 3;
    private static final double MOST_DRIFT = 3;

    /// Growth below is noise of clock and cache, whatever its factor.
    private static final double NOISE_MILLIS = 0.01;

    private static final double SAMPLED_NOISE_MILLIS = 1;

    static Judgement of(List<StatementEffect> effects, IndexChangeOptions options) {
        double drift = drift(effects, options);
        return new Judgement(
                effects.stream()
                        .map(effect -> effect.withVerdict(verdict(effect, drift, options)))
                        .toList(),
                drift);
    }

    private static Verdict verdict(
            StatementEffect effect, double drift, IndexChangeOptions options) {
        if (isMeasured(effect, options)) {
            return verdict(
                    effect.before().meanMillis() * drift,
                    effect.after().meanMillis(),
                    growthOverChance(effect, drift),
                    NOISE_MILLIS,
                    options);
        }
        if (isSampled(effect)) {
            Verdict sampled =
                    verdict(
                            effect.sampledMillisBefore() * drift,
                            effect.sampledMillisAfter(),
                            Math.signum(effect.sampledMillisAfter() - effect.sampledMillisBefore())
                                    * CHANCE,
                            SAMPLED_NOISE_MILLIS,
                            options);
            // A few runs on a busy machine are noise; what does not use the index it cannot harm.
            return sampled == Verdict.WORSE && !effect.usesIndex() ? Verdict.SAME : sampled;
        }
        return Verdict.UNKNOWN;
    }

    private static Verdict verdict(
            double before, double after, double t, double noise, IndexChangeOptions options) {
        if (after > before * options.tolerance() && t >= CHANCE && after - before > noise) {
            return Verdict.WORSE;
        }
        if (after < before / options.tolerance() && t <= -CHANCE) {
            return Verdict.BETTER;
        }
        return Verdict.SAME;
    }

    private static boolean isMeasured(StatementEffect effect, IndexChangeOptions options) {
        return effect.before().calls() >= options.leastCalls()
                && effect.after().calls() >= options.leastCalls();
    }

    private static boolean isSampled(StatementEffect effect) {
        return !Double.isNaN(effect.sampledMillisBefore())
                && !Double.isNaN(effect.sampledMillisAfter());
    }

    private static double growthOverChance(StatementEffect effect, double drift) {
        double before = effect.before().meanMillis() * drift;
        double growth = effect.after().meanMillis() - before;
        double error =
                Math.sqrt(
                        effect.before().errorSquared() * drift * drift
                                + effect.after().errorSquared());
        return error > 0 ? growth / error : Math.signum(growth) * Double.POSITIVE_INFINITY;
    }

    private static double drift(List<StatementEffect> effects, IndexChangeOptions options) {
        double[] factors =
                effects.stream()
                        .filter(effect -> effect.role() == Role.CONTROL)
                        .filter(effect -> isMeasured(effect, options))
                        .filter(effect -> effect.before().meanMillis() > NOISE_MILLIS)
                        .mapToDouble(effect ->
                                effect.after().meanMillis() / effect.before().meanMillis())
                        .sorted()
                        .toArray();
        return factors.length < LEAST_CONTROLS
                ? 1
                : Math.clamp(factors[factors.length / 2], 1, MOST_DRIFT);
    }

    /// Whether something grew so much and so surely that nobody should wait for more figures.
    boolean isDisaster(IndexChangeOptions options) {
        return touched().stream()
                .filter(effect -> effect.verdict() == Verdict.WORSE && isMeasured(effect, options))
                .anyMatch(effect ->
                        effect.after().meanMillis()
                                        > DISASTER * effect.before().meanMillis() * drift
                                && growthOverChance(effect, drift) >= SURE);
    }

    /// Why the index must go; empty when nothing became slower.
    String objection(IndexChangeOptions options) {
        return touched().stream()
                .filter(effect -> effect.verdict() == Verdict.WORSE)
                .map(effect -> slower(effect, options))
                .findFirst()
                .orElse("");
    }

    private String slower(StatementEffect effect, IndexChangeOptions options) {
        boolean measured = isMeasured(effect, options);
        double before = measured ? effect.before().meanMillis() : effect.sampledMillisBefore();
        double after = measured ? effect.after().meanMillis() : effect.sampledMillisAfter();
        return String.format(
                Locale.ROOT,
                "statement %s became %.1f times as slow (%.2f ms, before %.2f ms): %s",
                effect.queryId(),
                after / (before * drift),
                after,
                before,
                effect.sql().strip().lines().findFirst().orElse(""));
    }

    boolean usesIndex() {
        return effects.stream().anyMatch(StatementEffect::usesIndex);
    }

    /// The share of the workload's time that is saved: what each statement of the table needs less,
    /// weighted by its part of the workload, as predictions are. Where the workload knows none of
    /// them, by its calls in the window before. NaN when nothing is known of any.
    ///
    /// @param workload the milliseconds of each statement of the workload, by query id
    double saving(IndexChangeOptions options, Map<String, Double> workload) {
        boolean remembered =
                touched().stream()
                        .anyMatch(effect ->
                                workload.containsKey(effect.queryId())
                                        && !Double.isNaN(saved(effect, options)));
        double total =
                (remembered
                                ? workload.values().stream()
                                : effects.stream().map(effect -> windowMillis(effect, options)))
                        .mapToDouble(Double::doubleValue)
                        .sum();
        double saved = Double.NaN;
        for (StatementEffect effect : touched()) {
            double share = saved(effect, options);
            if (!Double.isNaN(share)) {
                double millis =
                        remembered
                                ? workload.getOrDefault(effect.queryId(), 0.0)
                                : windowMillis(effect, options);
                saved = (Double.isNaN(saved) ? 0 : saved) + share * millis;
            }
        }
        return total > 0 ? saved / total : Double.NaN;
    }

    /// The share of its own time that a statement needs less; NaN when that is not known.
    private double saved(StatementEffect effect, IndexChangeOptions options) {
        if (isMeasured(effect, options)) {
            return 1 - effect.after().meanMillis() / (effect.before().meanMillis() * drift);
        }
        return isSampled(effect)
                ? 1 - effect.sampledMillisAfter() / (effect.sampledMillisBefore() * drift)
                : Double.NaN;
    }

    private static double windowMillis(StatementEffect effect, IndexChangeOptions options) {
        return !isMeasured(effect, options) && isSampled(effect)
                ? Math.max(1, effect.before().calls()) * effect.sampledMillisBefore()
                : effect.before().totalMillis();
    }

    private List<StatementEffect> touched() {
        return effects.stream().filter(effect -> effect.role() != Role.CONTROL).toList();
    }
}
