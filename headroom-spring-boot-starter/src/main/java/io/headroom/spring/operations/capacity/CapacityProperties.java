package io.headroom.spring.operations.capacity;

import io.headroom.operations.capacity.CapacityOptions;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.operations.capacity.*` configures.
///
/// @param enabled whether capacity is estimated; true by default
/// @param window how far back is looked, from 4 min to 1 h; 15 min by default
/// @param processorLimit the share of the processors that may be in use, above 0 and at most 1;
///   0.97 by default, since waiting breaks a promise of tenths of a second there or sooner
/// @param collectorLimit the share of time that collections of garbage may take, above 0 and at
///   most 1; 0.25 by default
/// @param databaseSessions how many statements the database works on at once, which is about its
///   processors; 0, the default, finds it out when statements get slower with the load
@ConfigurationProperties("headroom.operations.capacity")
public record CapacityProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("15m") Duration window,
        @DefaultValue("0.97") double processorLimit,
        @DefaultValue("0.25") double collectorLimit,
        @DefaultValue("0") int databaseSessions) {

    public CapacityProperties {
        refuseUnless(
                isShare(processorLimit),
                "processor-limit",
                "above 0 and at most 1",
                processorLimit);
        refuseUnless(
                isShare(collectorLimit),
                "collector-limit",
                "above 0 and at most 1",
                collectorLimit);
        refuseUnless(
                databaseSessions >= 0 && databaseSessions <= 10_000,
                "database-sessions",
                "from 0 to 10000",
                databaseSessions);
        refuseUnless(
                window.toSeconds() >= 240 && window.toSeconds() <= 3_600,
                "window",
                "from 4 min to 1 h",
                window);
    }

    CapacityOptions options() {
        CapacityOptions shipped = CapacityOptions.defaults();
        return new CapacityOptions(
                window,
                shipped.halfLife(),
                shipped.leastSteps(),
                shipped.leastRate(),
                shipped.leastUtilisation());
    }

    private static boolean isShare(double value) {
        return value > 0 && value <= 1;
    }

    private static void refuseUnless(
            boolean acceptable, String property, String expected, Object value) {
        if (!acceptable) {
            throw new IllegalArgumentException(
                    "headroom.operations.capacity.%s must be %s, but is %s"
                            .formatted(property, expected, value));
        }
    }
}
