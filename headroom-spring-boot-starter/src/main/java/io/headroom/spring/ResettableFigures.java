package io.headroom.spring;

import java.time.Instant;

/// Figures that count from a moment and can begin anew. Declare a bean of this type to have
/// `…/stats/reset` reset it.
///
/// What Prometheus is told is never one of them: a counter that falls means to it that the process
/// has started again. Must be safe for many threads.
public interface ResettableFigures {

    /// What the calls name them by: lower-case letters, and different from all others.
    String scope();

    /// Since when they count.
    Instant since();

    /// Forgets what was counted. Returns at once, and waits for no other server.
    void beginAnew();
}
