package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.core.Bytes;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is changed of a cache while it is in use.
class ChangedOptionsTest {

    private final ManualTime time = new ManualTime();
    private final HeadroomCaches caches = HeadroomCaches.builder().nanoTime(time::nanos).build();
    private final Cache<Integer, Integer> squares =
            caches.localCache(
                    CacheOptions.named("squares")
                            .withL1MaximumEntries(10)
                            .withLoading(
                                    LoadOptions.defaults()
                                            .withTtl(Duration.ofSeconds(1))
                                            .withTtlJitter(0)
                                            .withEarlyRefresh(0)));
    private final AtomicInteger loads = new AtomicInteger();

    @AfterEach
    void close() {
        caches.close();
    }

    private void read(int keys) {
        for (int key = 0; key < keys; key++) {
            squares.getOrLoad(
                    key,
                    k -> {
                        loads.incrementAndGet();
                        return k * k;
                    });
        }
    }

    @Test
    void aLargerCacheKeepsWhatASmallerOneEvicted() {
        read(50);
        assertThat(squares.statistics().l1().entries()).isLessThanOrEqualTo(10);
        squares.resize(new L1Limit.Entries(100));
        assertThat(squares.options().l1()).isEqualTo(new L1Limit.Entries(100));
        read(50);
        loads.set(0);
        read(50);
        assertThat(loads).hasValue(0);
    }

    @Test
    void aSmallerCacheEvictsWhatIsTooMuch() {
        read(10);
        squares.resize(new L1Limit.Entries(4));
        assertThat(squares.statistics().l1().entries()).isLessThanOrEqualTo(4);
    }

    @Test
    void aLimitOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> squares.resize(new L1Limit.Weight(Bytes.ofMegabytes(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("squares");
        assertThat(squares.options().l1()).isEqualTo(new L1Limit.Entries(10));
    }

    @Test
    void aLongerTtlHoldsForWhatIsStoredFromThenOn() {
        read(1);
        squares.changeTtl(Duration.ofSeconds(10));
        time.advance(Duration.ofMillis(1_500));
        read(1);
        assertThat(loads).hasValue(2);
        time.advance(Duration.ofSeconds(9));
        read(1);
        assertThat(loads).hasValue(2);
        assertThat(squares.options().loading().ttl()).isEqualTo(Duration.ofSeconds(10));
    }
}
