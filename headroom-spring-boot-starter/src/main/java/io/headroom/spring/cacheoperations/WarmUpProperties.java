package io.headroom.spring.cacheoperations;

import io.headroom.cache.warmup.WarmUpOptions;
import io.headroom.cache.warmup.WarmUpStrategy;
import io.headroom.cache.warmup.WarmUpTask;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/// What `headroom.cache.warm-up.*` configures.
///
/// @param onStart the strategy of the warm-up when the service is ready; none by default
/// @param concurrency how many batches are loaded at a time, from 1 to 64; 2 by default
/// @param attempts how often a batch is tried, from 1 to 10; 3 by default
/// @param waitAtMost as `wait`: how long a node waits for its turn; 10 minutes by default
/// @param every how often a task is run by itself, by its name, instead of what the task says; at
///   least 10 s, or 0 for never
@ConfigurationProperties(WarmUpProperties.PREFIX)
public record WarmUpProperties(
        @Nullable WarmUpStrategy onStart,
        @DefaultValue("2") int concurrency,
        @DefaultValue("3") int attempts,
        @Name("wait") @DefaultValue("10m") Duration waitAtMost,
        @DefaultValue Map<String, Duration> every) {

    static final String PREFIX = "headroom.cache.warm-up";

    private static final Duration SHORTEST = Duration.ofSeconds(10);

    public WarmUpProperties {
        every = Map.copyOf(every);
        every.forEach((task, interval) -> {
            if (!interval.isZero() && interval.compareTo(SHORTEST) < 0) {
                throw new IllegalArgumentException(
                        "%s.every.%s must be at least 10 s, or 0, but is %s"
                                .formatted(PREFIX, task, interval));
            }
        });
    }

    /// @throws IllegalArgumentException when one is out of its range; the message names it
    WarmUpOptions options() {
        try {
            return new WarmUpOptions(concurrency, attempts, WarmUpOptions.defaults().pause());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + "." + e.getMessage(), e);
        }
    }

    Duration every(WarmUpTask<?> task) {
        return every.getOrDefault(task.name(), task.every());
    }
}
