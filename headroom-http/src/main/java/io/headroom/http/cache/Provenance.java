package io.headroom.http.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// What an answer was made from: tells how long the answer is right. Safe for use by many threads
/// once the answer is stored, and cheap: it is asked at each request.
public interface Provenance {

    /// An answer of which nothing is known but its time to live.
    Provenance UNKNOWN = new Untracked();

    /// Whether it is known of all that was read whether it is still right; else the answer must not
    /// be stored.
    boolean isComplete();

    /// Whether all that was read is fresh and would be answered again as it was.
    boolean isCurrent();

    /// As [#isCurrent], but for times to live that are over: nothing that was read is known to be
    /// wrong.
    boolean isIntact();

    /// How long the first of the values that were read stays fresh.
    Duration freshFor();

    /// The tags of what was read and of the route, whose invalidation ends the answer.
    Collection<String> tags();

    /// The null object.
    record Untracked() implements Provenance {

        @Override
        public boolean isComplete() {
            return true;
        }

        @Override
        public boolean isCurrent() {
            return true;
        }

        @Override
        public boolean isIntact() {
            return true;
        }

        @Override
        public Duration freshFor() {
            return Duration.ofNanos(Long.MAX_VALUE);
        }

        @Override
        public Collection<String> tags() {
            return List.of();
        }
    }
}
