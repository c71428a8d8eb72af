package io.headroom.jobs;

import java.time.Duration;

/// A failure that knows when another try makes sense, as a `Retry-After` header tells it. Counts as
/// any other failure.
public final class RetryAfterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    /// @param pause from 0 to 365 days
    public RetryAfterException(Duration pause, String message, Throwable cause) {
        super(message, cause);
        if (pause.isNegative() || pause.toDays() > 365) {
            throw new IllegalArgumentException("pause must be 0 to 365 days, but is " + pause);
        }
        this.pause = pause;
    }

    /// How long to wait.
    public Duration pause() {
        return pause;
    }
}
