package io.headroom.benchmarks.speed;

import io.headroom.benchmarks.subject.Rival;
import io.headroom.benchmarks.subject.Settings;
import io.headroom.benchmarks.subject.Source;
import io.headroom.benchmarks.subject.Subject;
import io.headroom.embedded.TestServers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/// Opens what a benchmark names, on a Redis of its own process.
final class Contender {

    /// Bare Caffeine without expiry, and with `expireAfterWrite`.
    static final String CAFFEINE = "caffeine";

    static final String CAFFEINE_TTL = "caffeine-ttl";

    /// A bare GET or MGET of Lettuce.
    static final String LETTUCE = "lettuce";

    /// Headroom with a tag on every entry.
    static final String HEADROOM_TAGGED = "headroom-tagged";

    static final Duration TTL = Duration.ofHours(1);

    private static final int FILLERS = 4;
    private static final int BATCH = 100;
    private static final LongAdder LOADS = new LongAdder();
    private static final String VALUE = "The quick brown fox jumps over the lazy dog. ".repeat(5);

    private Contender() {}

    /// @param localEntries how many entries may be in process
    static Subject open(String name, int localEntries, boolean tagged) {
        return switch (name) {
            case CAFFEINE -> BareCaffeine.forEver(localEntries);
            case CAFFEINE_TTL -> BareCaffeine.expiring(localEntries);
            case LETTUCE -> new BareLettuce(TestServers.redis().url());
            case HEADROOM_TAGGED -> Rival.HEADROOM.open(settings(localEntries, true));
            default -> Rival.of(name).open(settings(localEntries, tagged));
        };
    }

    private static Settings settings(int localEntries, boolean tagged) {
        return new Settings(
                TestServers.redis().port(),
                TTL,
                localEntries,
                tagged,
                InstantSource.system(),
                Duration.ofSeconds(3),
                new Values());
    }

    /// What all keys hold: 225 characters.
    static String value() {
        return VALUE;
    }

    static List<String> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "item:" + i).toList();
    }

    /// Reads all keys by several threads, so that they are cached.
    static void fill(Subject subject, List<String> keys) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        int share = (keys.size() + FILLERS - 1) / FILLERS;
        for (int from = 0; from < keys.size(); from += share) {
            List<String> part = keys.subList(from, Math.min(from + share, keys.size()));
            threads.add(Thread.ofPlatform().start(() -> fillPart(subject, part)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void fillPart(Subject subject, List<String> keys) {
        for (int from = 0; from < keys.size(); from += BATCH) {
            try {
                subject.readAll(keys.subList(from, Math.min(from + BATCH, keys.size())));
            } catch (Exception e) {
                throw new IllegalStateException("cannot fill the cache", e);
            }
        }
    }

    /// How often a value was not there, since this process began.
    static long loads() {
        return LOADS.sum();
    }

    private static final class Values implements Source {

        @Override
        public String load(String key) {
            LOADS.increment();
            return VALUE;
        }

        @Override
        public Map<String, String> loadAll(Collection<String> keys) {
            LOADS.add(keys.size());
            Map<String, String> values = new LinkedHashMap<>();
            keys.forEach(key -> values.put(key, VALUE));
            return values;
        }
    }
}
