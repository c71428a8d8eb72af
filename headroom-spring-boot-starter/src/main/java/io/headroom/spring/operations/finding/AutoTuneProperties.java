package io.headroom.spring.operations.finding;

import io.headroom.core.Bytes;
import io.headroom.operations.finding.AutoTuneBounds;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.operations.auto-tune.*` configures.
///
/// @param enabled whether the service tunes itself; false by default: operators may ask for it
/// @param every how often, from 10 s; 2 minutes by default
/// @param mostConnections the largest pool that it makes, from 1 to 1,000; 50 by default
/// @param mostEntries the largest cache limited by entries; 100,000 by default
/// @param mostBytes the largest cache limited by bytes; 256 MB by default
/// @param longestTtl the longest time that values are fresh; 15 minutes by default
/// @param coolDown how long something is left alone whose last change did not help; 1 hour by
///   default
@ConfigurationProperties(AutoTuneProperties.PREFIX)
public record AutoTuneProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("2m") Duration every,
        @DefaultValue("50") int mostConnections,
        @DefaultValue("100000") long mostEntries,
        @DefaultValue("256MB") String mostBytes,
        @DefaultValue("15m") Duration longestTtl,
        @DefaultValue("1h") Duration coolDown) {

    static final String PREFIX = "headroom.operations.auto-tune";

    public AutoTuneProperties {
        if (every.toSeconds() < 10) {
            throw new IllegalArgumentException(PREFIX + ".every must be at least 10 s: " + every);
        }
    }

    /// @throws IllegalArgumentException when one is out of its range; the message names the
    ///   property
    AutoTuneBounds bounds() {
        try {
            return new AutoTuneBounds(
                    mostConnections,
                    mostEntries,
                    Bytes.parse(mostBytes).count(),
                    longestTtl,
                    coolDown);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + ": " + e.getMessage(), e);
        }
    }
}
