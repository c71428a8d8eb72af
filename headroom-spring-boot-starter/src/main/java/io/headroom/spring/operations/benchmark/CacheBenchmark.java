package io.headroom.spring.operations.benchmark;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheOptions;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.KeyCodec;
import io.headroom.cache.L2Health;
import io.headroom.cache.json.JsonCodec;
import io.headroom.cache.redis.RedisL2;
import io.headroom.cache.redis.RedisOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `cache`: a hit in this process, and a question to the shared tier.
///
/// It uses caches of its own, so that the service's figures stay what its callers did, on a
/// connection of their own to the same Redis. The question is for a key that nobody has: it goes
/// the whole way of a read, and nothing is written.
final class CacheBenchmark implements Benchmark {

    private static final String NAME = "headroom-benchmark";
    private static final String VALUE = "x".repeat(512);
    private static final int KEYS = 512;

    /// Often enough to notice at once that Redis does not answer any more.
    private static final int CHECK_EACH = 64;

    private final Optional<RedisOptions> shared;

    /// @param shared empty where nothing is shared
    CacheBenchmark(Optional<RedisOptions> shared) {
        this.shared = shared;
    }

    @Override
    public String type() {
        return "cache";
    }

    @Override
    public String description() {
        return "A hit in this process, and where there is one, a question to the shared tier.";
    }

    @Override
    public Fixture open() {
        HeadroomCaches.Builder builder = HeadroomCaches.builder();
        shared.map(RedisL2::connect).ifPresent(builder::l2);
        HeadroomCaches caches = builder.build();
        try {
            return new Tiers(caches);
        } catch (RuntimeException e) {
            caches.close();
            throw e;
        }
    }

    private static final class Tiers implements Fixture {

        private final HeadroomCaches caches;
        private final Cache<Integer, String> local;
        private final Cache<String, String> remote;
        private final List<String> absent = new ArrayList<>();
        private int next;

        Tiers(HeadroomCaches caches) {
            this.caches = caches;
            this.local =
                    caches.localCache(
                            CacheOptions.named(NAME + "-local").withTtl(Duration.ofMinutes(5)));
            this.remote =
                    caches.cache(
                            CacheOptions.named(NAME),
                            KeyCodec.strings(),
                            JsonCodec.of(String.class));
            for (int i = 0; i < KEYS; i++) {
                var _ = local.put(i, VALUE);
                absent.add("nobody-has-" + i);
            }
        }

        @Override
        public List<Operation> operations() {
            List<Operation> operations = new ArrayList<>();
            operations.add(Operation.of("l1-hit", this::hit));
            if (caches.l2Health().state() != L2Health.State.NONE) {
                operations.add(Operation.of("l2-round-trip", this::ask));
            }
            return operations;
        }

        private Object hit() {
            String value = local.get(next++ & (KEYS - 1));
            if (value == null) {
                throw new IllegalStateException("a value is not in the cache any more");
            }
            return value;
        }

        private Object ask() {
            int turn = next++;
            var found = remote.lookup(absent.get(turn & (KEYS - 1)));
            if (turn % CHECK_EACH == 0 && remote.statistics().l2().bypassed() > CHECK_EACH) {
                throw new IllegalStateException(
                        "the shared tier does not answer: " + caches.l2Health().detail());
            }
            return found;
        }

        @Override
        public void close() {
            caches.close();
        }
    }
}
