package io.headroom.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What all nodes know about a materialized view.
///
/// @param name the view's name
/// @param interval how fresh it shall be
/// @param refreshedAt when the refresh that made its content began; null when there was none
/// @param duration how long that took; zero when there was none
/// @param failures failed attempts in a row since then
/// @param error what the last of them said; empty when there was none
public record ViewStatus(
        String name,
        Duration interval,
        @Nullable Instant refreshedAt,
        Duration duration,
        int failures,
        String error) {

    /// How old the view's content is; empty when it was never refreshed.
    public Optional<Duration> age(Instant now) {
        return Optional.ofNullable(refreshedAt).map(at -> Duration.between(at, now));
    }

    /// Whether the view was never refreshed, or is so old that no node can be on time any more:
    /// older than one and a half of its interval.
    public boolean isOverdue(Instant now) {
        Duration longest = interval.plus(interval.dividedBy(2));
        return age(now).map(age -> age.compareTo(longest) > 0).orElse(true);
    }
}
