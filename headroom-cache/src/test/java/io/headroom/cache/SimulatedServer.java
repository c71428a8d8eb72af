package io.headroom.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A shared tier in this process with the rules of `docs/coherence.md`, whose log each node reads
/// when the test says so: for facts without a server, and for random schedules.
final class SimulatedServer {

    static final Duration LEASE = Duration.ofSeconds(2);

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(byte[] value, List<String> tags, long sequence) {}

    private record Lease(long id, long sequence, long endsNanos) implements L2Token {}

    private record Right(String place, Lease lease) implements L2Token {}

    /// An event of the log.
    private record Event(
            String cache, List<String> keys, List<String> tags, String glob, boolean cleared) {}

    private final Map<String, Stored> values = new HashMap<>();
    private final Map<String, Lease> leases = new HashMap<>();
    private final Map<String, Long> tagVersions = new HashMap<>();
    private final List<Event> log = new ArrayList<>();
    private final LongSupplier nanos;
    private final InstantSource clock;
    private long ids;
    private Runnable during = () -> {};

    SimulatedServer(LongSupplier nanos, InstantSource clock) {
        this.nanos = nanos;
        this.clock = clock;
    }

    /// Runs whenever an answer is under way from here to a node.
    void during(Runnable during) {
        this.during = during;
    }

    /// Another node, which has read the log up to here.
    Node node() {
        return new Node();
    }

    /// The places of the values, `<cache>/<key>`.
    synchronized Set<String> places() {
        return Set.copyOf(values.keySet());
    }

    synchronized String textAt(String place) {
        return new String(Objects.requireNonNull(values.get(place)).value, StandardCharsets.UTF_8);
    }

    /// Overwrites what is stored.
    synchronized void poison(String cache, String key, byte[] bytes) {
        values.put(place(cache, key), new Stored(bytes, List.of(), log.size()));
    }

    private static String place(String cache, String key) {
        return cache + "/" + key;
    }

    private synchronized @Nullable Stored valid(String cache, String key) {
        String place = place(cache, key);
        Stored stored = values.get(place);
        if (stored == null) {
            return null;
        }
        boolean stands =
                stored.sequence >= tagVersions.getOrDefault("cache " + cache, 0L)
                        && stored.tags.stream()
                                .allMatch(tag ->
                                        tagVersions.getOrDefault(tag, 0L) <= stored.sequence);
        return stands ? stored : null;
    }

    private synchronized L2Read lease(String place, Duration time) {
        Lease held = leases.get(place);
        long now = nanos.getAsLong();
        if (held != null && held.endsNanos - now > 0) {
            return new L2Read.Busy(Duration.ofNanos(held.endsNanos - now));
        }
        Lease granted = new Lease(++ids, log.size(), now + time.toNanos());
        leases.put(place, granted);
        return new L2Read.Granted(new Right(place, granted));
    }

    private synchronized boolean holds(Right right) {
        Lease held = leases.get(right.place);
        return held != null && held.id == right.lease.id && held.endsNanos - nanos.getAsLong() > 0;
    }

    /// The view of one node.
    final class Node implements L2 {

        private final Map<String, L2Listener> listeners = new HashMap<>();
        private final List<TagListener> tagListeners = new CopyOnWriteArrayList<>();
        private final Coherence coherence = Coherence.endless(nanos.getAsLong());
        private int position = log.size();

        /// No command is answered.
        volatile boolean broken;

        /// How many events of the log it has applied.
        int position() {
            return position;
        }

        /// Applies the next event of the log; false when there is none.
        boolean readOne() {
            Event event;
            synchronized (SimulatedServer.this) {
                if (position == log.size()) {
                    return false;
                }
                event = log.get(position);
            }
            if (!event.tags.isEmpty()) {
                tagListeners.forEach(listener -> listener.invalidated(event.tags));
            }
            L2Listener listener = listeners.get(event.cache);
            if (listener != null) {
                event.keys.forEach(listener::invalidated);
                if (!event.glob.isEmpty()) {
                    listener.matchingInvalidated(event.glob);
                }
                if (event.cleared) {
                    listener.cleared();
                }
            }
            position++;
            return true;
        }

        /// Coherent for ever until this, from now on only by beats.
        void cutOff() {
            coherence.until(nanos.getAsLong());
        }

        /// Applies the whole log and extends the coherence lease.
        void beat() {
            long sent = nanos.getAsLong();
            while (readOne()) {
                // until there is no more
            }
            coherence.until(sent + LEASE.toNanos());
        }

        /// Loses the place in the log.
        void gap() {
            position = log.size();
            listeners.values().forEach(L2Listener::gap);
        }

        @Override
        public L2Store open(String cacheName, L2Listener listener) {
            listeners.put(cacheName, listener);
            return new Store(this, cacheName);
        }

        @Override
        public void onTags(TagListener listener) {
            tagListeners.add(listener);
        }

        @Override
        public L2Write invalidateTags(Collection<String> tags) {
            return append(this, new Event("", List.of(), List.copyOf(tags), "", false));
        }

        @Override
        public InstantSource clock() {
            return clock;
        }

        @Override
        public Duration coherenceLease() {
            return LEASE;
        }

        @Override
        public L2Health health() {
            return new L2Health(
                    L2Health.State.CLOSED,
                    Instant.EPOCH,
                    "in this process",
                    true,
                    0,
                    Duration.ZERO,
                    Duration.ZERO);
        }

        @Override
        public void close() {
            broken = true;
        }
    }

    private synchronized L2Write append(Node node, Event event) {
        if (node.broken) {
            return new L2Write.Unacknowledged("broken by the test", new Receipt("", 0));
        }
        log.add(event);
        long sequence = log.size();
        event.tags.forEach(tag -> tagVersions.put(tag, sequence));
        event.keys.forEach(key -> {
            values.remove(place(event.cache, key));
            leases.remove(place(event.cache, key));
        });
        if (event.cleared) {
            tagVersions.put("cache " + event.cache, sequence);
        }
        return new L2Write.Acknowledged(new Receipt("ab", sequence));
    }

    private record Receipt(String generation, long sequence) implements L2Receipt {

        @Override
        public boolean awaitApplied(Duration limit) {
            return false;
        }

        @Override
        public List<L2Mark> marks() {
            return List.of(new L2Mark(0, generation, sequence));
        }
    }

    private final class Store implements L2Store {

        private final Node node;
        private final String cache;

        Store(Node node, String cache) {
            this.node = node;
            this.cache = cache;
        }

        @Override
        public Coherence coherence(String key) {
            return node.coherence;
        }

        @Override
        public boolean hasApplied(String key, SessionToken token) {
            return token.isSeenAt(new L2Mark(0, "ab", node.position));
        }

        @Override
        public List<L2Read> read(List<String> keys, Duration budget) {
            List<L2Read> answers = keys.stream().map(key -> one(key, L2Read.ABSENT)).toList();
            during.run();
            return answers;
        }

        private L2Read one(String key, @Nullable L2Read otherwise) {
            if (node.broken) {
                return L2Read.UNAVAILABLE;
            }
            Stored stored = valid(cache, key);
            if (stored != null) {
                return new L2Read.Found(stored.value, stored.tags);
            }
            return otherwise == null ? lease(place(cache, key), LEASE) : otherwise;
        }

        @Override
        public List<L2Read> readOrLease(List<String> keys, Duration lease, Duration budget) {
            List<L2Read> answers;
            synchronized (SimulatedServer.this) {
                answers = keys.stream().map(key -> one(key, null)).toList();
            }
            during.run();
            return answers;
        }

        @Override
        public L2Read leaseToRefresh(String key, Duration lease, Duration budget) {
            return node.broken ? L2Read.UNAVAILABLE : lease(place(cache, key), lease);
        }

        @Override
        public void renew(L2Token token, Duration lease) {
            Right right = (Right) token;
            synchronized (SimulatedServer.this) {
                if (holds(right)) {
                    leases.put(
                            right.place,
                            new Lease(
                                    right.lease.id,
                                    right.lease.sequence,
                                    nanos.getAsLong() + lease.toNanos()));
                }
            }
        }

        @Override
        public void release(L2Token token) {
            Right right = (Right) token;
            synchronized (SimulatedServer.this) {
                if (holds(right)) {
                    leases.remove(right.place);
                }
            }
        }

        @Override
        public CompletionStage<Fill> fill(
                L2Token token, byte[] value, Collection<String> tags, Duration ttl) {
            Right right = (Right) token;
            synchronized (SimulatedServer.this) {
                long since = right.lease.sequence;
                boolean stands =
                        !node.broken
                                && holds(right)
                                && since >= tagVersions.getOrDefault("cache " + cache, 0L)
                                && tags.stream()
                                        .allMatch(
                                                tag -> tagVersions.getOrDefault(tag, 0L) <= since);
                if (holds(right)) {
                    leases.remove(right.place);
                }
                if (stands) {
                    values.put(right.place, new Stored(value, List.copyOf(tags), since));
                }
                return CompletableFuture.completedStage(stands ? Fill.STORED : Fill.REJECTED);
            }
        }

        @Override
        public L2Write put(String key, byte[] value, Collection<String> tags, Duration ttl) {
            synchronized (SimulatedServer.this) {
                L2Write written = invalidate(List.of(key));
                if (written instanceof L2Write.Acknowledged) {
                    values.put(place(cache, key), new Stored(value, List.copyOf(tags), log.size()));
                }
                return written;
            }
        }

        @Override
        public L2Write invalidate(Collection<String> keys) {
            return append(node, new Event(cache, List.copyOf(keys), List.of(), "", false));
        }

        @Override
        public L2Write invalidateMatching(String glob) {
            Glob pattern = Glob.of(glob);
            synchronized (SimulatedServer.this) {
                L2Write written = append(node, new Event(cache, List.of(), List.of(), glob, false));
                if (written instanceof L2Write.Acknowledged) {
                    Predicate<String> matching =
                            place ->
                                    place.startsWith(cache + "/")
                                            && pattern.matches(place.substring(cache.length() + 1));
                    values.keySet().removeIf(matching);
                    leases.keySet().removeIf(matching);
                }
                return written;
            }
        }

        @Override
        public L2Write clear() {
            return append(node, new Event(cache, List.of(), List.of(), "", true));
        }
    }
}
