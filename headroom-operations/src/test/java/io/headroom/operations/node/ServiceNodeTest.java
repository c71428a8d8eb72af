package io.headroom.operations.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNodeTest {

    private static ServiceNode node(String instance, String name, String address, String version) {
        return new ServiceNode(instance, name, URI.create(address), version, Instant.EPOCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8080",
                "https://shop.example.org",
                "http://[::1]:8080",
                "http://10.0.0.7:8080/shop"
            })
    void anAddressIsWhereCallsAre(String address) {
        assertThat(node("a-1", "node-1", address, "").address()).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "file:///etc/passwd",
                "http:///no-host",
                "http://user:secret@host",
                "http://host/",
                "http://host?to=elsewhere",
                "http://host#part",
                "/relative"
            })
    void whatLeadsElsewhereIsRefused(String address) {
        assertThatThrownBy(() -> node("a-1", "node-1", address, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("address must be");
    }

    @Test
    void namesAreShortAndStandOnOneLine() {
        String address = "http://127.0.0.1:8080";
        assertThatThrownBy(() -> node("", "n", address, "")).hasMessageStartingWith("instance");
        assertThatThrownBy(() -> node("a b", "n", address, "")).hasMessageStartingWith("instance");
        assertThatThrownBy(() -> node("a", "", address, "")).hasMessageStartingWith("name");
        assertThatThrownBy(() -> node("a", "n\nm", address, "")).hasMessageStartingWith("name");
        assertThatThrownBy(() -> node("a", "n", address, "v".repeat(101)))
                .hasMessageStartingWith("version");
    }
}
