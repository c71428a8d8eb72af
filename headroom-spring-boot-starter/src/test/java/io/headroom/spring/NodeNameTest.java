package io.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class NodeNameTest {

    private static StandardEnvironment with(Map<String, Object> more) {
        Map<String, Object> properties =
                new HashMap<>(Map.of("spring.application.name", "shop", "HOSTNAME", "7d9f-x2x4q"));
        properties.putAll(more);
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return environment;
    }

    @Test
    void theServiceAndTheProcessNameANode() {
        assertThat(NodeName.of(with(Map.of()), 4711)).isEqualTo("shop-4711");
    }

    @Test
    void theFirstProcessOfAContainerIsCalledByTheContainersName() {
        assertThat(NodeName.of(with(Map.of()), 1)).isEqualTo("shop-7d9f-x2x4q");
    }

    @Test
    void aGivenNameHolds() {
        assertThat(NodeName.of(with(Map.of("headroom.node", "node-1")), 1)).isEqualTo("node-1");
    }
}
