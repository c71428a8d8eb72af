package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.test.ManualTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MissListenerTest {

    private final ManualTime time = new ManualTime();
    private final SimulatedServer server = new SimulatedServer(time::nanos, time);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final HeadroomCaches caches = caches(new Told());
    private final Cache<String, String> cache = cache(caches);

    private HeadroomCaches caches(MissListener misses) {
        return HeadroomCaches.builder()
                .l2(server.node())
                .nanoTime(time::nanos)
                .misses(misses)
                .build();
    }

    private static Cache<String, String> cache(HeadroomCaches caches) {
        return caches.cache(CacheOptions.named("texts"), KeyCodec.strings(), Codec.strings());
    }

    private final class Told implements MissListener {

        @Override
        public Step askingL2(String cache, int keys) {
            return found -> told.add("L2 of " + cache + " had " + found + " of " + keys);
        }

        @Override
        public Step awaitingLoad(String cache) {
            Thread asking = Thread.currentThread();
            return found -> {
                assertThat(Thread.currentThread()).isSameAs(asking);
                told.add("a load of " + cache + " found " + found);
            };
        }
    }

    @AfterEach
    void close() {
        caches.close();
    }

    /// Not done before the caller waits for it.
    private static String whenSomebodyWaits(Thread caller) {
        while (caller.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        return "value";
    }

    @Test
    void aMissIsTwoStepsAndAHitInL1IsNone() {
        Thread caller = Thread.currentThread();
        assertThat(cache.getOrLoad("a", key -> whenSomebodyWaits(caller))).isEqualTo("value");
        assertThat(told).containsExactly("L2 of texts had 0 of 1", "a load of texts found 1");
        told.clear();
        assertThat(cache.getOrLoad("a", key -> "other")).isEqualTo("value");
        assertThat(told).isEmpty();
    }

    @Test
    void aHitInL2IsOneStep() {
        var _ = cache.put("a", "value");
        try (HeadroomCaches others = caches(new Told())) {
            assertThat(cache(others).getOrLoad("a", key -> "other")).isEqualTo("value");
        }
        assertThat(told).containsExactly("L2 of texts had 1 of 1");
    }

    @Test
    void aLoadThatFailsEndsItsStep() {
        Thread caller = Thread.currentThread();
        assertThatThrownBy(() ->
                        cache.getOrLoad(
                                "a",
                                key -> {
                                    throw new IllegalStateException(whenSomebodyWaits(caller));
                                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(told).containsExactly("L2 of texts had 0 of 1", "a load of texts found 0");
    }
}
