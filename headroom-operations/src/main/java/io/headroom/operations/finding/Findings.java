package io.headroom.operations.finding;

import io.headroom.operations.slo.SloStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for trouble every few seconds and keeps what holds.
///
/// What a rule suspects becomes a finding when it held for [#CONFIRMED_AFTER], with no pause of
/// more than [#PAUSE]; a finding is over when it did not hold for [#OVER_AFTER], so that what
/// swings around a limit is one finding. Findings are ranked by the share of time or requests that
/// they cost. One that another explains, as a leak explains waits for connections, stands behind it
/// whatever it costs itself, and lends it its cost.
///
/// [#tick] is for one thread; all else is safe for use by many. Time is monotonic; clocks that jump
/// change what is shown as the beginning, and nothing else.
public final class Findings {

    /// How long a suspicion has to hold.
    public static final Duration CONFIRMED_AFTER = Duration.ofSeconds(10);

    /// How long it may pause meanwhile.
    public static final Duration PAUSE = Duration.ofSeconds(7);

    /// After how long without it a finding is over.
    public static final Duration OVER_AFTER = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Findings.class);
    private static final int MOST = 50;
    private static final int MOST_ENDED = 100;

    /// What each kind is seen to cause. A finding of a kind on the left explains those on the right
    /// while both are there.
    private static final Map<String, Set<String>> EXPLAINS =
            Map.ofEntries(
                    Map.entry(
                            "connection-leak",
                            Set.of("pool-too-small", "idle-in-transaction", "overload")),
                    Map.entry(
                            "lock-convoy",
                            Set.of(
                                    "pool-too-small",
                                    "idle-in-transaction",
                                    "long-statement",
                                    "slow-database",
                                    "overload")),
                    Map.entry("caller-floods", Set.of("overload")),
                    Map.entry("pool-too-small", Set.of("overload")),
                    Map.entry("slow-dependency", Set.of("overload")),
                    Map.entry("slow-database", Set.of("overload")),
                    Map.entry("processors-exhausted", Set.of("overload")),
                    Map.entry("idle-in-transaction", Set.of("pool-too-small")),
                    Map.entry(
                            "missing-index",
                            Set.of(
                                    "pool-too-small",
                                    "slow-database",
                                    "long-statement",
                                    "overload")),
                    Map.entry("memory-leak", Set.of("gc-bound-heap")),
                    Map.entry(
                            "gc-bound-heap",
                            Set.of(
                                    "slow-dependency",
                                    "carriers-blocked",
                                    "slow-database",
                                    "pool-too-small",
                                    "overload")),
                    Map.entry(
                            "carriers-blocked",
                            Set.of(
                                    "slow-dependency",
                                    "slow-database",
                                    "pool-too-small",
                                    "overload")),
                    Map.entry(
                            "dependency-down",
                            Set.of(
                                    "exception-storm",
                                    "slow-dependency",
                                    "pool-too-small",
                                    "overload")),
                    Map.entry("cache-too-small", Set.of("slow-database", "cache-hot-key")),
                    Map.entry("cache-ttl-too-short", Set.of("slow-database", "cache-hot-key")),
                    Map.entry("cache-cold", Set.of("slow-database", "pool-too-small")));

    /// What is looked at.
    ///
    /// @param objectives how the promises stand
    public record Watched(
            List<FactSource> sources,
            List<FindingRule> rules,
            Observation.FigureReader figures,
            Supplier<List<SloStatus>> objectives) {

        public Watched {
            sources = List.copyOf(sources);
            rules = List.copyOf(rules);
        }
    }

    private static final class Track {

        final long first;
        final Instant since;
        long last;
        Suspicion what;
        boolean confirmed;

        Track(long now, Instant since, Suspicion what) {
            this.first = now;
            this.since = since;
            this.last = now;
            this.what = what;
        }
    }

    private final Watched watched;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private final Deque<Finding> ended = new ArrayDeque<>();
    private final Set<Object> failing = new HashSet<>();
    private volatile List<Finding> open = List.of();
    private volatile List<Finding> over = List.of();
    private volatile @Nullable Instant lookedAt;

    public Findings(Watched watched, InstantSource clock, LongSupplier nanoTime) {
        this.watched = watched;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// One look.
    public synchronized void tick() {
        long now = nanoTime.getAsLong();
        Instant at = clock.instant();
        Observation seen =
                new Observation(now, watched.figures(), facts(), watched.objectives().get());
        for (FindingRule rule : watched.rules()) {
            guarded(rule, () -> rule.examine(seen, suspicion -> hold(suspicion, now, at)));
        }
        settle(now, at);
        lookedAt = at;
    }

    private List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        for (FactSource source : watched.sources()) {
            guarded(source, () -> source.tell(facts::add));
        }
        return facts;
    }

    /// Says once that something fails, and again when it failed anew.
    private void guarded(Object what, Runnable work) {
        try {
            work.run();
            failing.remove(what);
        } catch (RuntimeException e) {
            if (failing.add(what)) {
                LOG.warn("{} fails; findings go on without it", what.getClass().getName(), e);
            }
        }
    }

    private void hold(Suspicion suspicion, long now, Instant at) {
        Track known = tracks.get(suspicion.id());
        if (known != null) {
            known.last = now;
            known.what = suspicion;
        } else if (tracks.size() < MOST) {
            tracks.put(suspicion.id(), new Track(now, at, suspicion));
        }
    }

    private void settle(long now, Instant at) {
        tracks.entrySet()
                .removeIf(entry -> {
                    Track track = entry.getValue();
                    long missed = now - track.last;
                    if (!track.confirmed && missed > PAUSE.toNanos()) {
                        return true;
                    }
                    if (!track.confirmed
                            && missed == 0
                            && now - track.first >= CONFIRMED_AFTER.toNanos()) {
                        track.confirmed = true;
                        LOG.warn("finding {}: {}", entry.getKey(), track.what.title());
                    }
                    if (track.confirmed && missed >= OVER_AFTER.toNanos()) {
                        end(entry.getKey(), track, at);
                        return true;
                    }
                    return false;
                });
        open = ranked();
        over = List.copyOf(ended);
    }

    private void end(String id, Track track, Instant at) {
        LOG.info("finding {} is over", id);
        ended.addFirst(new Finding(id, track.what, track.since, at, ""));
        if (ended.size() > MOST_ENDED) {
            ended.removeLast();
        }
    }

    private List<Finding> ranked() {
        Map<String, Track> confirmed = new LinkedHashMap<>();
        tracks.forEach((id, track) -> {
            if (track.confirmed) {
                confirmed.put(id, track);
            }
        });
        Map<String, String> explained = new HashMap<>();
        confirmed.forEach((id, track) ->
                explanation(track, confirmed).ifPresent(by -> explained.put(id, by)));
        // Of two that explain each other neither is; the table has none, a chain ends at its root.
        Map<String, Double> weight = new HashMap<>();
        confirmed.forEach(
                (id, track) -> weight.merge(root(id, explained), track.what.impact(), Math::max));
        Comparator<String> order =
                Comparator.<String>comparingDouble(
                                id -> weight.getOrDefault(root(id, explained), 0.0))
                        .reversed()
                        .thenComparing(id -> root(id, explained))
                        .thenComparing(id -> explained.containsKey(id))
                        .thenComparing(
                                Comparator.<String>comparingDouble(id -> impact(confirmed, id))
                                        .reversed())
                        .thenComparing(Comparator.naturalOrder());
        return confirmed.keySet().stream()
                .sorted(order)
                .map(id -> finding(id, confirmed, explained, weight))
                .toList();
    }

    private static double impact(Map<String, Track> confirmed, String id) {
        Track track = confirmed.get(id);
        return track == null ? 0 : track.what.impact();
    }

    private static Finding finding(
            String id,
            Map<String, Track> confirmed,
            Map<String, String> explained,
            Map<String, Double> weight) {
        Track track = Objects.requireNonNull(confirmed.get(id));
        Suspicion what = track.what;
        double lent = weight.getOrDefault(id, 0.0);
        Suspicion weighed = lent > what.impact() ? what.withImpact(lent) : what;
        return new Finding(id, weighed, track.since, null, explained.getOrDefault(id, ""));
    }

    private static Optional<String> explanation(Track of, Map<String, Track> confirmed) {
        return confirmed.entrySet().stream()
                .filter(other ->
                        EXPLAINS.getOrDefault(other.getValue().what.kind(), Set.of())
                                .contains(of.what.kind()))
                .max(Comparator.comparingDouble(other -> other.getValue().what.impact()))
                .map(Map.Entry::getKey);
    }

    private static String root(String id, Map<String, String> explained) {
        String at = id;
        for (int i = 0; i < MOST; i++) {
            String by = explained.get(at);
            if (by == null) {
                return at;
            }
            at = by;
        }
        return at;
    }

    /// What holds now, the worst first; at most 50.
    public List<Finding> open() {
        return open;
    }

    /// What is over, the latest first; at most 100.
    public List<Finding> over() {
        return over;
    }

    /// The finding of that id that holds now.
    public Optional<Finding> find(String id) {
        return open.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /// When the last look was; null before the first.
    public @Nullable Instant lookedAt() {
        return lookedAt;
    }
}
