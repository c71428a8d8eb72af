package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CacheOptionsTest {

    private static final CacheOptions GOOD = CacheOptions.named("items");

    @Test
    void theDefaultsAreThoseOfTheSpecification() {
        assertThat(GOOD.l1()).isEqualTo(new L1Limit.Entries(1_000));
        assertThat(GOOD.loading().ttl()).isEqualTo(Duration.ofHours(1));
        assertThat(GOOD.loading().ttlJitter()).isEqualTo(0.1);
        assertThat(GOOD.l2().readBudget()).isEqualTo(Duration.ofMillis(20));
        assertThat(GOOD.l2().compressionThreshold()).hasToString("1KB");
    }

    @Test
    void nonsenseIsRefusedByName() {
        refused("name", () -> CacheOptions.named("a b"));
        refused("name", () -> CacheOptions.named(""));
        refused("valueVersion", () -> GOOD.withValueVersion(-1));
        refused("l1.maximumEntries", () -> GOOD.withL1MaximumEntries(0));
        refused("ttl", () -> GOOD.withTtl(Duration.ZERO));
        refused("ttl", () -> GOOD.withTtl(Duration.ofDays(1_000_000)));
        refused("negativeTtl", () -> GOOD.withNegativeTtl(Duration.ofSeconds(-1)));
        refused("ttlJitter", () -> LoadOptions.defaults().withTtlJitter(1));
        refused("ttlJitter", () -> LoadOptions.defaults().withTtlJitter(Double.NaN));
        refused("timeout", () -> LoadOptions.defaults().withTimeout(Duration.ZERO));
        refused("l2.readBudget", () -> L2Options.defaults().withReadBudget(Duration.ZERO));
    }

    private static void refused(String property, ThrowingCallable making) {
        assertThatThrownBy(making)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(property + " must be ");
    }
}
