package io.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.cache.Lookup;
import io.headroom.cache.Tier;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheStatusTest {

    private static final Duration TIME = Duration.ofSeconds(5);

    @Test
    void theHeaderSaysWhereTheAnswerCameFrom() {
        assertThat(CacheStatus.text(new Lookup.Hit<>("v", Tier.L1, TIME)))
                .isEqualTo("headroom-l1; hit; ttl=5");
        assertThat(CacheStatus.text(new Lookup.Hit<>("v", Tier.L2, TIME)))
                .isEqualTo("headroom-l2; hit; ttl=5");
        assertThat(CacheStatus.text(new Lookup.Loaded<>("v", TIME, false)))
                .isEqualTo("headroom; fwd=miss");
        assertThat(CacheStatus.text(new Lookup.Loaded<>("v", TIME, true)))
                .isEqualTo("headroom; fwd=miss; collapsed");
        assertThat(CacheStatus.text(new Lookup.Missing<>()))
                .isEqualTo("headroom; fwd=miss; detail=not-loaded");
    }

    @Test
    void aStaleAnswerSaysWhy() {
        assertThat(stale(Lookup.Why.LOAD_FAILED))
                .isEqualTo("headroom; fwd=stale; detail=load-failed");
        assertThat(stale(Lookup.Why.LOAD_SLOW)).isEqualTo("headroom; fwd=stale; detail=load-slow");
        assertThat(stale(Lookup.Why.REVALIDATING))
                .isEqualTo("headroom; hit; ttl=-5; detail=revalidating");
        assertThat(stale(Lookup.Why.INCOHERENT))
                .isEqualTo("headroom; hit; ttl=-5; detail=incoherent");
    }

    private static String stale(Lookup.Why why) {
        return CacheStatus.text(new Lookup.Stale<>("v", TIME, why));
    }
}
