package io.headroom.load;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What happened to each request, from the moment it was due. Requests that were due during the
/// warm-up are only counted. Safe for use by many threads.
final class Recorder {

    private final RunClock clock;

    /// One for every group.
    private final Map<RequestGroup, Samples> samples =
            Stream.of(RequestGroup.values())
                    .collect(
                            Collectors.toMap(
                                    group -> group,
                                    group -> new Samples(),
                                    (a, b) -> a,
                                    () -> new EnumMap<>(RequestGroup.class)));

    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final Starts starts = new Starts();
    private final LongAdder warmUp = new LongAdder();
    private final LongAdder sessions = new LongAdder();
    private final LongAdder due = new LongAdder();
    private final LongAdder staleReads = new LongAdder();

    Recorder(RunClock clock) {
        this.clock = clock;
    }

    /// A session has begun, and with it its requests became due.
    ///
    /// @param firstDue when its first request is due
    void sessionBegan(long firstDue, int requests, long stepNanos) {
        if (clock.isMeasured(firstDue)) {
            sessions.increment();
        }
        for (int i = 0; i < requests; i++) {
            if (clock.isMeasured(firstDue + i * stepNanos)) {
                due.increment();
            }
        }
    }

    /// @param slot when it was due by the schedule; decides whether it is measured
    /// @param sendable when it could be sent: when due, or later, once the answer before had come
    void sent(long slot, long sendable, long sent) {
        if (clock.isMeasured(slot)) {
            starts.add(sent - sendable);
        }
    }

    /// @param slot when it was due by the schedule; decides whether it is measured
    /// @param latencyNanos from the moment it was due to the end of its answer
    /// @param problem what went wrong, empty for a good answer
    void answered(RequestGroup group, long slot, long latencyNanos, String problem) {
        if (!clock.isMeasured(slot)) {
            warmUp.increment();
            return;
        }
        of(group).add(clock.sinceWarmUp(slot) / 1_000_000, latencyNanos / 1_000, problem.isEmpty());
        if (!problem.isEmpty()) {
            errors.computeIfAbsent(problem, p -> new LongAdder()).increment();
        }
    }

    /// An answer showed a lower version than a write had confirmed before it was asked for. It
    /// counts during the warm-up, too: there is no time at which it is allowed.
    void stale() {
        staleReads.increment();
    }

    LatencySummary summary(Set<RequestGroup> groups) {
        return Samples.summarize(groups.stream().map(this::of).toList(), sample -> true);
    }

    Collection<Samples> samples() {
        return samples.values();
    }

    private Samples of(RequestGroup group) {
        return Objects.requireNonNull(samples.get(group));
    }

    long warmUpRequests() {
        return warmUp.sum();
    }

    long sessions() {
        return sessions.sum();
    }

    long staleReads() {
        return staleReads.sum();
    }

    Starts starts() {
        return starts;
    }

    /// Requests that were due and neither answered nor failed by the end of the run.
    long unanswered() {
        long seen = samples.values().stream().mapToLong(Samples::size).sum();
        return Math.max(0, due.sum() - seen);
    }

    /// Failed or never answered requests, in percent of those due.
    double errorPercent() {
        long failed = errors.values().stream().mapToLong(LongAdder::sum).sum() + unanswered();
        long all = samples.values().stream().mapToLong(Samples::size).sum() + unanswered();
        return all == 0 ? 100 : 100.0 * failed / all;
    }

    /// How often each problem occurred.
    Map<String, Long> problems() {
        Map<String, Long> counts =
                errors.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        entry -> entry.getValue().sum(),
                                        Long::sum,
                                        TreeMap::new));
        if (unanswered() > 0) {
            counts.put("due, but not answered by the end", unanswered());
        }
        return counts;
    }
}
