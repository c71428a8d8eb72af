package io.headroom.spring.operations.memory;

import io.headroom.operations.memory.MemoryOptions;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.operations.memory.*` configures.
///
/// @param enabled whether memory is watched; true by default
/// @param warmUp after the start, what is not looked at; at least 0; 10 min by default
/// @param horizon a leak that fills the heap later is no matter of alarm; positive; 48 h by default
/// @param searchEvery between two searches for the culprit, at least 1 s; 30 min by default
/// @param searchFor how long a search looks, from 1 s to 5 min; 60 s by default
@ConfigurationProperties("headroom.operations.memory")
public record MemoryProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("10m") Duration warmUp,
        @DefaultValue("48h") Duration horizon,
        @DefaultValue("30m") Duration searchEvery,
        @DefaultValue("60s") Duration searchFor) {

    public MemoryProperties {
        var _ = options(warmUp, horizon, searchEvery, searchFor);
    }

    MemoryOptions options() {
        return options(warmUp, horizon, searchEvery, searchFor);
    }

    private static MemoryOptions options(
            Duration warmUp, Duration horizon, Duration searchEvery, Duration searchFor) {
        MemoryOptions shipped = MemoryOptions.defaults();
        try {
            return new MemoryOptions(
                    warmUp,
                    shipped.leastPoints(),
                    shipped.leastZ(),
                    horizon,
                    shipped.leastGrowth(),
                    searchEvery,
                    searchFor);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("headroom.operations.memory: " + e.getMessage(), e);
        }
    }
}
