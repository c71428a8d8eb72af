package io.headroom.spring;

import io.headroom.core.Bytes;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.http.*` configures.
///
/// @param maxBody the largest request body that is read, uploads apart; 1 MB by default. A larger
///   one is refused with 413, and up to 32 MB of it are read and thrown away so that the answer
///   arrives (`server.tomcat.max-swallow-size`)
/// @param healthInterval the pause between two rounds of dependency checks, at least 100 ms; 2 s by
///   default
@ConfigurationProperties("headroom.http")
public record HeadroomHttpProperties(
        @DefaultValue("1MB") String maxBody, @DefaultValue("2s") Duration healthInterval) {

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

    public HeadroomHttpProperties {
        Bytes.parse(maxBody);
        if (healthInterval.compareTo(SHORTEST_INTERVAL) < 0) {
            throw new IllegalArgumentException(
                    "headroom.http.health-interval must be at least 100 ms, but is "
                            + healthInterval);
        }
    }

    Bytes bodyLimit() {
        return Bytes.parse(maxBody);
    }
}
