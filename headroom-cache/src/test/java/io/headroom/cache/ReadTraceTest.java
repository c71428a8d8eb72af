package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// When what was made of cached values is out of date.
@Timeout(30)
class ReadTraceTest {

    private static final LoadOptions EXACT =
            LoadOptions.defaults()
                    .withTtlJitter(0)
                    .withTtl(Duration.ofMinutes(10))
                    .withEarlyRefresh(0);

    private final ManualTime time = new ManualTime();
    private final SimulatedServer server = new SimulatedServer(time::nanos, time);
    private final SimulatedServer.Node here = server.node();
    private final SimulatedServer.Node there = server.node();
    private final HeadroomCaches caches = registry(here);
    private final HeadroomCaches others = registry(there);
    private final Cache<String, String> texts = texts(caches);
    private final Cache<String, String> elsewhere = texts(others);
    private final AtomicInteger loads = new AtomicInteger();

    private HeadroomCaches registry(SimulatedServer.Node node) {
        node.cutOff();
        node.beat();
        return HeadroomCaches.builder().l2(node).nanoTime(time::nanos).build();
    }

    private static Cache<String, String> texts(HeadroomCaches registry) {
        return registry.cache(
                CacheOptions.named("texts").withLoading(EXACT),
                KeyCodec.strings(),
                Codec.strings());
    }

    @AfterEach
    void close() {
        caches.close();
        others.close();
    }

    private @Nullable String read(String key) {
        return texts.getOrLoad(
                key,
                Loader.adaptive(k -> Loaded.of(k + loads.incrementAndGet()).withTags("tag-" + k)));
    }

    private ReadTrace traced(Supplier<@Nullable Object> work) {
        ReadTrace trace = caches.trace();
        var _ = trace.<@Nullable Object, RuntimeException>of(work::get);
        return trace;
    }

    @Test
    void aTraceIsCurrentUntilAKeyThatWasReadIsInvalidated() {
        read("b");
        ReadTrace trace = traced(() -> read("a") + read("b"));
        assertThat(trace.isComplete()).isTrue();
        assertThat(trace.reads()).isEqualTo(2);
        assertThat(trace.isCurrent()).isTrue();
        texts.invalidate("c");
        assertThat(trace.isCurrent()).isTrue();
        texts.invalidate("b");
        assertThat(trace.isCurrent()).isFalse();
        assertThat(trace.isNotInvalidatedAndCoherent()).isFalse();
    }

    @Test
    void everyKindOfInvalidationEndsIt() {
        Map<String, Runnable> invalidations =
                Map.of(
                        "tag", () -> caches.invalidateTags("tag-a"),
                        "pattern", () -> texts.invalidateMatching("a*"),
                        "clear", () -> texts.clear(),
                        "put", () -> texts.put("a", "new"));
        invalidations.forEach((name, invalidation) -> {
            ReadTrace trace = traced(() -> read("a"));
            assertThat(trace.isCurrent()).as(name).isTrue();
            invalidation.run();
            assertThat(trace.isCurrent()).as(name).isFalse();
        });
    }

    @Test
    void anInvalidationOnAnotherNodeEndsItWhenThisNodeReadsTheLogAndTheLeaseUntilThen() {
        ReadTrace trace = traced(() -> read("a"));
        elsewhere.invalidate("a");
        assertThat(trace.isCurrent()).isTrue();
        time.advance(SimulatedServer.LEASE);
        assertThat(trace.isCurrent()).as("nobody says that nothing changed").isFalse();
        here.beat();
        assertThat(trace.isCurrent()).isFalse();
    }

    @Test
    void aLeaseThatComesBackMakesItCurrentAgainIfNothingChanged() {
        ReadTrace trace = traced(() -> read("a"));
        time.advance(SimulatedServer.LEASE);
        assertThat(trace.isCurrent()).isFalse();
        here.beat();
        assertThat(trace.isCurrent()).isTrue();
    }

    @Test
    void itEndsWithTheFirstValueThatExpires() {
        read("a");
        time.advance(Duration.ofMinutes(4));
        here.beat();
        ReadTrace trace = traced(() -> read("a") + read("b"));
        assertThat(trace.freshFor()).isEqualTo(Duration.ofMinutes(6));
        time.advance(Duration.ofMinutes(6));
        here.beat();
        assertThat(trace.isCurrent()).isFalse();
        assertThat(trace.isNotInvalidatedAndCoherent()).isTrue();
    }

    @Test
    void aValueThatWasNotKeptMakesItIncomplete() {
        assertThat(
                        traced(() ->
                                        texts.getOrLoad(
                                                "a",
                                                Loader.adaptive(k -> Loaded.of("x").notCached())))
                                .isComplete())
                .isFalse();
        assertThat(traced(() -> texts.get("nowhere")).isComplete()).isFalse();
    }

    @Test
    void aLoadThatAnInvalidationOvertookMakesItIncomplete() {
        ReadTrace trace =
                traced(() ->
                        texts.getOrLoad(
                                "a",
                                key -> {
                                    texts.invalidate("a");
                                    return "old";
                                }));
        assertThat(trace.isComplete()).isFalse();
    }

    @Test
    void bulkReadsAreTracedOneByOne() {
        read("a");
        BulkLoader<String, String> loader =
                keys -> {
                    Map<String, String> values = new HashMap<>();
                    keys.forEach(key -> values.put(key, key + loads.incrementAndGet()));
                    return values;
                };
        ReadTrace trace = traced(() -> texts.getAll(List.of("a", "b", "c"), loader));
        assertThat(trace.isComplete()).isTrue();
        assertThat(trace.reads()).isEqualTo(3);
        texts.invalidate("c");
        assertThat(trace.isCurrent()).isFalse();
    }

    @Test
    void theTagsAreThoseOfWhatWasReadAndItsOwn() {
        ReadTrace trace = traced(() -> read("b") + read("a"));
        trace.tag(List.of("own"));
        assertThat(trace.tags()).containsExactly("own", "tag-a", "tag-b");
        caches.invalidateTags("own");
        assertThat(trace.isCurrent()).isFalse();
        assertThat(caches.trace().isCurrent()).isTrue();
    }

    @Test
    void readsBeyondAllMeasureMakeItIncomplete() {
        ReadTrace trace =
                traced(() -> {
                    for (int i = 0; i <= ReadTrace.MOST_READS; i++) {
                        read("a");
                    }
                    return null;
                });
        assertThat(trace.isComplete()).isFalse();
    }

    @Test
    void nothingIsNotedOutsideOfATrace() {
        ReadTrace trace = caches.trace();
        read("a");
        assertThat(trace.reads()).isZero();
        assertThat(trace.isComplete()).isTrue();
        assertThat(trace.freshFor()).isGreaterThan(Duration.ofDays(10_000));
    }

    /// A cache of one entry: what is read first is evicted by what is read next.
    private Cache<String, String> tiny() {
        return caches.cache(
                CacheOptions.named("tiny").withLoading(EXACT).withL1(new L1Limit.Entries(1)),
                KeyCodec.strings(),
                Codec.strings());
    }

    private static @Nullable String tagged(Cache<String, String> cache, String key) {
        return cache.getOrLoad(key, Loader.adaptive(k -> Loaded.of(k).withTags("tag-" + k)));
    }

    private ReadTrace tracedAndEvicted(Cache<String, String> tiny) {
        List<String> keys = List.of("a", "b", "c", "d", "e");
        ReadTrace trace = traced(() -> keys.stream().map(key -> tagged(tiny, key)).toList());
        assertThat(trace.isComplete()).isTrue();
        assertThat(tiny.statistics().l1().evictions()).isPositive();
        return trace;
    }

    @Test
    void anEvictionAloneDoesNotEndATrace() {
        ReadTrace trace = tracedAndEvicted(tiny());
        assertThat(trace.reads()).isEqualTo(5);
        assertThat(trace.isCurrent()).isTrue();
    }

    @Test
    void everyKindOfInvalidationEndsTheTraceOfWhatWasEvicted() {
        Cache<String, String> tiny = tiny();
        Map<String, Runnable> invalidations =
                Map.of(
                        "key", () -> tiny.invalidate("a"),
                        "tag", () -> caches.invalidateTags("tag-a"),
                        "pattern", () -> tiny.invalidateMatching("a*"),
                        "clear", tiny::clear,
                        "put", () -> tiny.put("a", "new"));
        invalidations.forEach((name, invalidation) -> {
            tiny.clear();
            ReadTrace trace = tracedAndEvicted(tiny);
            for (String key : List.of("v", "w", "x", "y", "z")) {
                tagged(tiny, key);
            }
            assertThat(trace.isCurrent()).as("before: %s", name).isTrue();
            invalidation.run();
            assertThat(trace.isCurrent()).as("after: %s", name).isFalse();
        });
    }

    @Test
    void whatIsLoadedAgainAfterAnEvictionDoesNotEndTheTrace() {
        Cache<String, String> tiny = tiny();
        ReadTrace trace = tracedAndEvicted(tiny);
        for (String key : List.of("e", "d", "c", "b", "a")) {
            tagged(tiny, key);
        }
        assertThat(trace.isCurrent()).isTrue();
    }

    @Test
    void aBulkReadOfMoreThanFitsIsComplete() {
        Cache<String, String> tiny = tiny();
        ReadTrace trace =
                traced(() ->
                        tiny.getAll(
                                List.of("a", "b", "c", "d"),
                                BulkLoader.adaptive(keys -> {
                                    Map<String, Loaded<String>> all = new HashMap<>();
                                    keys.forEach(key -> all.put(key, Loaded.of(key)));
                                    return all;
                                })));
        assertThat(trace.isComplete()).isTrue();
        assertThat(trace.isCurrent()).isTrue();
        tiny.invalidate("a");
        assertThat(trace.isCurrent()).isFalse();
    }
}
