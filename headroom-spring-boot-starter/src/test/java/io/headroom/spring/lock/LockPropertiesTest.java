package io.headroom.spring.lock;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LockPropertiesTest {

    private static LockProperties bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(LockProperties.PREFIX, LockProperties.class);
    }

    @Test
    void aClusterWithoutItsNodesIsRefused() {
        assertThatThrownBy(() -> bound(Map.of("headroom.lock.cluster", "true")))
                .hasRootCauseMessage(
                        "headroom.lock.cluster says what headroom.lock.redis-urls are; name them");
    }

    @Test
    void aQuorumBesideServersIsRefused() {
        assertThatThrownBy(() ->
                        bound(
                                Map.of(
                                        "headroom.lock.quorum",
                                        "redis://a,redis://b,redis://c",
                                        "headroom.lock.redis-urls",
                                        "redis://d")))
                .hasRootCauseMessage(
                        "headroom.lock.quorum is instead of headroom.lock.redis-urls; leave out"
                                + " one");
    }
}
