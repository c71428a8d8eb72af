package io.headroom.benchmarks.faults;

import java.util.List;

/// A row of the table: one system under one fault.
///
/// @param system its title
/// @param reads successful ones, in the whole run
/// @param readErrors reads that threw, since the fault began
/// @param writes changes that were committed
/// @param unacknowledged those of them whose invalidation failed
/// @param stale reads of a version older than one whose invalidation had been acknowledged before
///   the read began
/// @param staleBeyond those that were so for longer than the lease
/// @param oldestMillis the age of the oldest of them
/// @param keysWrong the keys of which some node served, 6 s after the fault, something else than
///   the database
/// @param keysWrongLater the same a minute after the fault, when nobody wrote any more
/// @param drafts reads of what was never committed
/// @param loadsPerKey loads since the fault began, for each key that was loaded
/// @param peakLoads in the worst second since the fault began
/// @param hitRateBefore the share of reads without a load in the two seconds before the fault
/// @param recoveryMillis from the healing until, for a second, the hit rate is at least 90 % of
///   that before; -1 when it never was
/// @param readP99Micros since the fault began
/// @param readMaxMillis since the fault began
/// @param note what else is to be said
/// @param failures what was thrown, and how often
record Outcome(
        String system,
        String fault,
        long reads,
        long readErrors,
        long writes,
        long unacknowledged,
        long stale,
        long staleBeyond,
        long oldestMillis,
        int keysWrong,
        int keysWrongLater,
        long drafts,
        double loadsPerKey,
        long peakLoads,
        double hitRateBefore,
        long recoveryMillis,
        long readP99Micros,
        long readMaxMillis,
        String note,
        List<String> failures) {

    static final String HEADER =
            """
            | fault | system | reads | read errors | writes (not acknowledged) | stale reads | beyond the lease | oldest | keys wrong after 6 s | after 60 s | never committed | loads per key | peak loads/s | recovery | read p99 | longest read | |
            |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
            """;

    String markdown() {
        return "| %s | %s | %,d | %,d | %,d (%,d) | %,d | %,d | %s | %,d | %,d | %,d | %.1f | %,d | %s | %s | %s | %s |"
                .formatted(
                        fault,
                        system,
                        reads,
                        readErrors,
                        writes,
                        unacknowledged,
                        stale,
                        staleBeyond,
                        stale == 0 ? "–" : time(oldestMillis * 1_000),
                        keysWrong,
                        keysWrongLater,
                        drafts,
                        loadsPerKey,
                        peakLoads,
                        recoveryMillis < 0
                                ? "not seen"
                                : recoveryMillis == 0 ? "at once" : time(recoveryMillis * 1_000),
                        time(readP99Micros),
                        time(readMaxMillis * 1_000),
                        note);
    }

    private static String time(long micros) {
        if (micros < 1_000) {
            return micros + " µs";
        }
        return micros < 1_000_000
                ? "%.1f ms".formatted(micros / 1e3)
                : "%.1f s".formatted(micros / 1e6);
    }
}
