package io.headroom.spring.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.http.cache.ResponseCache;
import io.headroom.http.cache.ResponseCacheOptions;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeapReliefTest {

    private final AtomicLong nanos = new AtomicLong();
    private final ResponseCache cache =
            new ResponseCache(ResponseCacheOptions.defaults(), nanos::get);

    @Test
    void aFullHeapTakesCapacityFromStoredAnswersAndGivesItBack() {
        try (HeapRelief relief = new HeapRelief(cache, nanos::get)) {
            relief.collectedPart();
            assertThat(cache.statistics().capacity()).isEqualTo(64L << 20);
            relief.collectedWhole(0.8);
            assertThat(cache.statistics().capacity()).isEqualTo(32L << 20);
            nanos.addAndGet(60_000_000_000L);
            relief.collectedWhole(0.4);
            assertThat(cache.statistics().capacity()).isEqualTo(40L << 20);
        }
    }
}
