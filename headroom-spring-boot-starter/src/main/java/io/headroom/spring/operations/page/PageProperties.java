package io.headroom.spring.operations.page;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.operations.page.*` configures.
///
/// @param enabled whether there is a page, and the stream it lives on; true by default
/// @param listeners how many may follow the stream at a time, from 1 to 1,000; 32 by default
/// @param interval from one snapshot to the next, from 100 ms to 10 s; 1 s by default
@ConfigurationProperties(PageProperties.PREFIX)
public record PageProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("32") int listeners,
        @DefaultValue("1s") Duration interval) {

    static final String PREFIX = "headroom.operations.page";

    public PageProperties {
        if (listeners < 1 || listeners > 1_000) {
            throw new IllegalArgumentException(
                    PREFIX + ".listeners must be from 1 to 1000, but is " + listeners);
        }
        if (interval.toMillis() < 100 || interval.toMillis() > 10_000) {
            throw new IllegalArgumentException(
                    PREFIX + ".interval must be from 100 ms to 10 s, but is " + interval);
        }
    }
}
