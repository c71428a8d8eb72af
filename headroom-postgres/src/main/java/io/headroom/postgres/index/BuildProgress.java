package io.headroom.postgres.index;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How far a build is, by `pg_stat_progress_create_index`.
///
/// The share weighs the phases by what they usually take of a concurrent build: a first pass that
/// scans, sorts and loads, a second that validates, and the waits for older transactions between
/// and after them, whose length nobody knows.
///
/// @param phase PostgreSQL's name of the phase, such as `building index: scanning table`; empty
///   when no build runs
/// @param share how much is done, 0 to 1; never 1 while it runs
/// @param remaining the estimated rest; null when it cannot be told yet
/// @param waitingFor the process that the build waits for; 0 when none
public record BuildProgress(
        String phase, double share, @Nullable Duration remaining, int waitingFor) {

    /// No build runs.
    public static final BuildProgress NONE = new BuildProgress("", 0, null, 0);

    /// The share at which a phase begins and ends.
    private record Span(double from, double to) {}

    private static final Map<String, Span> PHASES =
            Map.of(
                    "initializing", new Span(0, 0.01),
                    "waiting for writers before build", new Span(0.01, 0.02),
                    "building index: scanning table", new Span(0.02, 0.35),
                    "building index: sorting live tuples", new Span(0.35, 0.45),
                    "building index: loading tuples in tree", new Span(0.45, 0.65),
                    "waiting for writers before validation", new Span(0.65, 0.66),
                    "index validation: scanning index", new Span(0.66, 0.72),
                    "index validation: sorting tuples", new Span(0.72, 0.78),
                    "index validation: scanning table", new Span(0.78, 0.98),
                    "waiting for old snapshots", new Span(0.98, 0.99));

    /// @param doneInPhase how much of the phase is done, 0 to 1
    static BuildProgress of(String phase, double doneInPhase, Duration elapsed, int waitingFor) {
        // Access methods other than B-tree name no parts of "building index".
        Span span = PHASES.getOrDefault(phase, new Span(0.02, 0.65));
        double within = Math.clamp(doneInPhase, 0, 1);
        double share = span.from + (span.to - span.from) * within;
        boolean waits = phase.startsWith("waiting");
        Duration rest =
                share < 0.03 || waits
                        ? null
                        : Duration.ofMillis((long) (elapsed.toMillis() * (1 - share) / share));
        return new BuildProgress(phase, share, rest, waitingFor);
    }

    /// Whether a build runs.
    public boolean isRunning() {
        return !phase.isEmpty();
    }
}
