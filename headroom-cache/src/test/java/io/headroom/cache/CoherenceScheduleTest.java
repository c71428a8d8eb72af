package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random schedules of four nodes over one simulated log, on one thread: whatever happens "during"
/// a load or a read of L2 happens inside it. Values carry the version of their row; a read is wrong
/// when it returns an older one than G1 allows. The seed of a failure is in its message.
@Timeout(120)
class CoherenceScheduleTest {

    private static final int SCHEDULES = 400;
    private static final int STEPS = 400;
    private static final int KEYS = 5;
    private static final LoadOptions LOADING =
            LoadOptions.defaults()
                    .withTtl(Duration.ofSeconds(20))
                    .withTimeout(Duration.ofMillis(1))
                    .withStaleOnError(Duration.ofSeconds(10))
                    .withStaleWhileRevalidate(Duration.ofSeconds(5));

    @Test
    void noReadReturnsWhatWasInvalidatedLongerAgoThanTheLease() {
        Long given = Long.getLong("headroom.schedule.seed");
        long first = given == null ? new Random().nextLong() : given;
        long checked = 0;
        for (int i = 0; i < (given == null ? SCHEDULES : 1); i++) {
            try (Schedule schedule = new Schedule(first + i)) {
                schedule.run();
                checked += schedule.reads;
            }
        }
        assertThat(checked).isGreaterThan(STEPS / 10);
    }

    private record Acknowledged(int node, int version, long sequence, long atNanos) {}

    private static final class Schedule implements AutoCloseable {

        private final long seed;
        private final Random random;
        private final ManualTime time = new ManualTime();
        private final SimulatedServer server = new SimulatedServer(time::nanos, time);
        private final List<SimulatedServer.Node> nodes = new ArrayList<>();
        private final List<HeadroomCaches> registries = new ArrayList<>();
        private final List<Cache<String, String>> caches = new ArrayList<>();

        /// The source of truth.
        private final int[] versions = new int[KEYS];

        /// By key, the versions whose invalidation was acknowledged, in that order.
        private final List<List<Acknowledged>> acknowledged = new ArrayList<>();

        private int depth;
        private long reads;

        Schedule(long seed) {
            this.seed = seed;
            random = new Random(seed);
            for (int key = 0; key < KEYS; key++) {
                acknowledged.add(new ArrayList<>());
            }
            for (int i = 0; i < 4; i++) {
                SimulatedServer.Node node = server.node();
                node.cutOff();
                node.beat();
                HeadroomCaches registry =
                        HeadroomCaches.builder()
                                .l2(node)
                                .nanoTime(time::nanos)
                                .random(() -> random)
                                .loadThreads(_ -> Runnable::run)
                                .build();
                nodes.add(node);
                registries.add(registry);
                caches.add(
                        registry.cache(
                                CacheOptions.named("rows").withLoading(LOADING),
                                KeyCodec.strings(),
                                Codec.strings()));
            }
            server.during(this::meanwhile);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                step();
            }
        }

        /// Something that happens while a load or a question to L2 is under way.
        private void meanwhile() {
            if (depth < 3 && random.nextInt(4) == 0) {
                step();
            }
        }

        private void step() {
            depth++;
            int node = random.nextInt(nodes.size());
            int key = random.nextInt(KEYS);
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5, 6, 7 -> read(node, key);
                case 8 -> readMany(node);
                case 9, 10 -> write(node, key);
                case 11 -> put(node, key);
                case 12, 13 -> nodes.get(node).readOne();
                case 14, 15, 16 -> nodes.get(node).beat();
                case 17 -> nodes.get(node).gap();
                case 18 -> nodes.get(node).broken = random.nextInt(4) == 0;
                default -> time.advance(Duration.ofMillis(random.nextInt(900)));
            }
            depth--;
        }

        private void read(int node, int key) {
            int least = least(node, key);
            try {
                String value =
                        caches.get(node)
                                .getOrLoad(key(key), Loader.adaptive(this::loadTagged), LOADING);
                check(node, key, value, least);
            } catch (ReentrantLoadException | LoadTimeoutException _) {
                // the step was taken inside a load of this key, or another node's load is
            }
        }

        private void readMany(int node) {
            int[] least = new int[KEYS];
            List<String> all = new ArrayList<>();
            for (int key = 0; key < KEYS; key++) {
                least[key] = least(node, key);
                all.add(key(key));
            }
            try {
                var values =
                        caches.get(node)
                                .getAll(all, BulkLoader.adaptive(this::loadAllTagged), LOADING);
                for (int key = 0; key < KEYS; key++) {
                    check(node, key, values.get(key(key)), least[key]);
                }
            } catch (ReentrantLoadException | LoadTimeoutException _) {
                // as above
            }
        }

        private String value(String key) {
            return Integer.toString(versions[Integer.parseInt(key.substring(1))]);
        }

        private Loaded<String> loadTagged(String key) {
            String value = value(key);
            meanwhile();
            return Loaded.of(value).withTags("tag" + key, "all");
        }

        private Map<String, Loaded<String>> loadAllTagged(Set<String> keys) {
            Map<String, Loaded<String>> loaded = new HashMap<>();
            keys.forEach(
                    key -> loaded.put(key, Loaded.of(value(key)).withTags("tag" + key, "all")));
            meanwhile();
            return loaded;
        }

        private void check(int node, int key, @Nullable String value, int least) {
            reads++;
            assertThat(Integer.parseInt(Objects.requireNonNull(value)))
                    .as("seed %d: node %d read key %d", seed, node, key)
                    .isGreaterThanOrEqualTo(least);
        }

        /// The version that a read on the node which begins now must return at least: what it wrote
        /// itself, what it read in the log, and what all must know after the lease.
        private int least(int node, int key) {
            long old = time.nanos() - SimulatedServer.LEASE.toNanos();
            int least = 0;
            for (Acknowledged each : acknowledged.get(key)) {
                if (each.node == node
                        || each.sequence <= nodes.get(node).position()
                        || each.atNanos <= old) {
                    least = Math.max(least, each.version);
                }
            }
            return least;
        }

        private void write(int node, int key) {
            int version = ++versions[key];
            Cache<String, String> cache = caches.get(node);
            Invalidation outcome =
                    switch (random.nextInt(5)) {
                        case 0 -> registries.get(node).invalidateTags("tag" + key(key));
                        case 1 -> cache.clear();
                        case 2 -> cache.invalidateMatching("k" + key + "*");
                        case 3 -> registries.get(node).invalidateTags("all", "unused");
                        default -> cache.invalidate(key(key));
                    };
            note(node, key, version, outcome);
        }

        private void put(int node, int key) {
            int version = ++versions[key];
            note(
                    node,
                    key,
                    version,
                    caches.get(node)
                            .put(
                                    key(key),
                                    Integer.toString(version),
                                    LOADING.withTags(List.of("tag" + key(key), "all"))));
        }

        private void note(int node, int key, int version, Invalidation outcome) {
            if (outcome instanceof Invalidation.Logged(L2Receipt receipt)) {
                long sequence = receipt.marks().getFirst().sequence();
                acknowledged.get(key).add(new Acknowledged(node, version, sequence, time.nanos()));
            }
        }

        private static String key(int key) {
            return "k" + key;
        }

        @Override
        public void close() {
            registries.forEach(HeadroomCaches::close);
        }
    }
}
