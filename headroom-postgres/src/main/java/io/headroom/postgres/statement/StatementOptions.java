package io.headroom.postgres.statement;

import io.headroom.core.Bytes;
import java.time.Duration;
import java.util.Set;

/// How statements are watched.
///
/// @param interval the pause between two readings of `pg_stat_statements`, at least 100 ms; 4 s by
///   default, so that no answer is older than 5 s
/// @param slot the time that one entry of the history covers, from 1 s to 1 h; 5 minutes by default
/// @param slots how many entries are kept for each statement, from 12 to 2,000; 288 by default,
///   which with slots of 5 minutes is 24 hours
/// @param maxStatements how many statements have a history, from 10 to 10,000; 500 by default. When
///   there are more, those with the least time in the kept history go first
/// @param maxTexts how many texts of the service are told apart, from 10 to 20,000; 2,000 by
///   default
/// @param maxSamples how many sets of bound values are kept of a text, from 0 (none) to 50; 5 by
///   default
/// @param secretWords parts of names, in lower case, beside those of [Secrets#WORDS]: values that
///   are compared with or written to a column with such a name are never kept
/// @param slow from when a statement counts as slow; 100 ms by default
/// @param verySlow from when it counts as very slow, at least `slow`; 1 s by default
/// @param driftFactor how many times its usual mean a statement must take to be told of, more than
///   1; 1.5 by default
/// @param planInterval the pause between two looks at the plans of the most expensive statements,
///   at least 1 s; 60 s by default
/// @param plannedStatements how many statements' plans are looked at, from 0 (none) to 200; 20 by
///   default
public record StatementOptions(
        Duration interval,
        Duration slot,
        int slots,
        int maxStatements,
        int maxTexts,
        int maxSamples,
        Set<String> secretWords,
        Duration slow,
        Duration verySlow,
        double driftFactor,
        Duration planInterval,
        int plannedStatements) {

    /// A text is kept up to this length.
    static final int MAX_TEXT = 10_000;

    private static final int BYTES_A_SLOT = 16;
    private static final int BYTES_A_STATEMENT = 1_500;
    private static final int BYTES_A_TEXT = 3_000;
    private static final int BYTES_A_SAMPLE = 1_000;

    public StatementOptions {
        atLeast("interval", interval, Duration.ofMillis(100));
        atLeast("slot", slot, Duration.ofSeconds(1));
        if (slot.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("slot must be at most 1 h, but is " + slot);
        }
        within("slots", slots, 12, 2_000);
        within("maxStatements", maxStatements, 10, 10_000);
        within("maxTexts", maxTexts, 10, 20_000);
        within("maxSamples", maxSamples, 0, 50);
        secretWords = Set.copyOf(secretWords);
        atLeast("slow", slow, Duration.ofMillis(1));
        atLeast("verySlow", verySlow, slow);
        if (!(driftFactor > 1)) {
            throw new IllegalArgumentException(
                    "driftFactor must be more than 1, but is " + driftFactor);
        }
        atLeast("planInterval", planInterval, Duration.ofSeconds(1));
        within("plannedStatements", plannedStatements, 0, 200);
    }

    /// All defaults.
    public static StatementOptions defaults() {
        return new StatementOptions(
                Duration.ofSeconds(4),
                Duration.ofMinutes(5),
                288,
                500,
                2_000,
                5,
                Set.of(),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                1.5,
                Duration.ofSeconds(60),
                20);
    }

    /// The same with other times for the history.
    public StatementOptions withSlots(Duration newSlot, int newSlots) {
        return new StatementOptions(
                interval,
                newSlot,
                newSlots,
                maxStatements,
                maxTexts,
                maxSamples,
                secretWords,
                slow,
                verySlow,
                driftFactor,
                planInterval,
                plannedStatements);
    }

    /// The same with other times between readings and between looks at plans.
    public StatementOptions withIntervals(Duration newInterval, Duration newPlanInterval) {
        return new StatementOptions(
                newInterval,
                slot,
                slots,
                maxStatements,
                maxTexts,
                maxSamples,
                secretWords,
                slow,
                verySlow,
                driftFactor,
                newPlanInterval,
                plannedStatements);
    }

    /// About what the watch holds when it holds as many statements and texts as it may, texts of 1
    /// KB and samples of 1 KB each: 18 MB with the defaults. A service with 100 statements holds
    /// 1.4 MB.
    public Bytes memoryBound() {
        long statement = BYTES_A_STATEMENT + (long) slots * BYTES_A_SLOT;
        long text = BYTES_A_TEXT + (long) maxSamples * BYTES_A_SAMPLE;
        return Bytes.of(maxStatements * statement + maxTexts * text);
    }

    private static void atLeast(String property, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "%s must be at least %s, but is %s".formatted(property, least, value));
        }
    }

    private static void within(String property, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s must be from %d to %d, but is %d".formatted(property, least, most, value));
        }
    }
}
