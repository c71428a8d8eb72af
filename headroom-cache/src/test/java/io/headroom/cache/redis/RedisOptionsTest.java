package io.headroom.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisOptionsTest {

    private final RedisOptions single = RedisOptions.at("redis://:secret@db:6380/1");

    @Test
    void theDefaultsAreThoseOfTheDocs() {
        assertThat(single.partitions()).isOne();
        assertThat(single.coherenceLease()).isEqualTo(Duration.ofSeconds(2));
        assertThat(RedisOptions.cluster(List.of("redis://a", "redis://b")).partitions())
                .isEqualTo(12);
        assertThat(RedisOptions.replicated(List.of("redis://a", "redis://b:1")).servers())
                .isEqualTo("a, b:1");
    }

    @Test
    void nonsenseIsRefusedByItsName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> single.withPartitions(2))
                .withMessageContaining("partitions");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisOptions.cluster(List.of()))
                .withMessageContaining("uris");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> single.withKeyPrefix("a{b}"))
                .withMessageContaining("keyPrefix");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> single.withCoherenceLease(Duration.ofMillis(50)))
                .withMessageContaining("coherenceLease");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> single.withWriteBudget(Duration.ZERO))
                .withMessageContaining("writeBudget");
    }

    @Test
    void passwordsAreNotTold() {
        assertThat(single.toString()).contains("db:6380").doesNotContain("secret");
    }
}
