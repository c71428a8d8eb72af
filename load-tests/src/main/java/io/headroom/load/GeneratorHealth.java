package io.headroom.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whether the generator kept its schedule. The reasons that make a run `INVALID` are stated
/// limits:
///
/// - more than [#MOST_LATE_PERCENT] of the requests were sent more than [#LATE_MILLIS] after the
///   moment they could have been (a fifth of the tightest threshold, 50 ms);
/// - fewer than [#LEAST_STARTED_PERCENT] of the planned sessions began;
/// - its own garbage collections took more than [#MOST_GC_PERCENT] of the time.
///
/// @param plannedSessions due in the measured time
/// @param startedSessions begun of them
/// @param lateP50Millis this and the following: from the moment a request could be sent to the
///   moment it was; the delay of the event loop that sends it included
/// @param latePercent requests later than [#LATE_MILLIS]
/// @param tickP99Millis how late a timer of its own, which ticks beside the load, was
/// @param gcSeconds time in its own garbage collections, concurrent ones included
/// @param cpuPercent processor time it took, of the whole machine
record GeneratorHealth(
        long plannedSessions,
        long startedSessions,
        long requests,
        double lateP50Millis,
        double lateP99Millis,
        double lateMaxMillis,
        double latePercent,
        double tickP99Millis,
        double tickMaxMillis,
        double gcSeconds,
        double gcPercent,
        double cpuPercent) {

    static final double LATE_MILLIS = 10;
    static final double MOST_LATE_PERCENT = 1;
    static final double LEAST_STARTED_PERCENT = 99;
    static final double MOST_GC_PERCENT = 2;

    /// Why the run is invalid; empty when it is not.
    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (latePercent > MOST_LATE_PERCENT) {
            reasons.add(
                    String.format(
                            Locale.ROOT,
                            "%.2f %% of the requests were sent more than %.0f ms late (limit %.0f %%).",
                            latePercent,
                            LATE_MILLIS,
                            MOST_LATE_PERCENT));
        }
        if (startedSessions * 100.0 < plannedSessions * LEAST_STARTED_PERCENT) {
            reasons.add(
                    String.format(
                            Locale.ROOT,
                            "%d of %d planned sessions began (limit %.0f %%).",
                            startedSessions,
                            plannedSessions,
                            LEAST_STARTED_PERCENT));
        }
        if (gcPercent > MOST_GC_PERCENT) {
            reasons.add(
                    String.format(
                            Locale.ROOT,
                            "The generator's garbage collections took %.2f %% of the time (limit %.0f %%).",
                            gcPercent,
                            MOST_GC_PERCENT));
        }
        return reasons;
    }
}
