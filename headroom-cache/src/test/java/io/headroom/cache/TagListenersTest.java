package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who is told of invalidated tags.
class TagListenersTest {

    private final ManualTime time = new ManualTime();
    private final SimulatedServer server = new SimulatedServer(time::nanos, time);
    private final HeadroomCaches caches = registry(server.node());
    private final HeadroomCaches others = registry(server.node());
    private final List<Collection<String>> told = new ArrayList<>();

    private HeadroomCaches registry(SimulatedServer.Node node) {
        return HeadroomCaches.builder()
                .l2(node)
                .nanoTime(time::nanos)
                .random(() -> new Random(42))
                .build();
    }

    @AfterEach
    void close() {
        caches.close();
        others.close();
    }

    @Test
    void theTagsAreToldWithoutRepetitionsByTheNodeThatInvalidates() {
        caches.onTagsInvalidated(told::add);
        var _ = others.invalidateTags("elsewhere");
        var _ = caches.invalidateTags("a", "b", "a");
        assertThat(told).containsExactly(List.of("a", "b"));
    }

    @Test
    void whenTheyAreToldTheCachesHaveForgotten() {
        Cache<String, String> cache = caches.localCache(CacheOptions.named("words"));
        List<@Nullable String> found = new ArrayList<>();
        caches.onTagsInvalidated(tags -> found.add(cache.getOrLoad("word", word -> "new")));
        var _ = cache.lookupOrLoad("word", Loader.adaptive(word -> Loaded.of("old").withTags("a")));
        var _ = caches.invalidateTags("a");
        assertThat(found).containsExactly("new");
    }

    @Test
    void nothingIsToldOfNoTags() {
        caches.onTagsInvalidated(told::add);
        var _ = caches.invalidateTags();
        assertThat(told).isEmpty();
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        caches.onTagsInvalidated(tags -> {
            throw new IllegalStateException("on purpose");
        });
        caches.onTagsInvalidated(told::add);
        assertThat(caches.invalidateTags("a").await(Duration.ofSeconds(5))).isNotNull();
        assertThat(told).hasSize(1);
    }
}
