package io.headroom.lock;

import java.time.Duration;

/// What came of an attempt.
///
/// @param <H> the kind of hold
public sealed interface LockAttempt<H extends Hold> {

    /// The lock is held, and the caller releases it.
    record Acquired<H extends Hold>(H hold) implements LockAttempt<H> {}

    /// Another one held it all the time.
    ///
    /// @param waited how long the caller waited
    record Busy<H extends Hold>(Duration waited) implements LockAttempt<H> {}

    /// Nobody can tell: the server did not answer within the wait. It is asked anew by the next
    /// attempt; nothing has to be done when it is back.
    ///
    /// @param reason for people
    record Unavailable<H extends Hold>(String reason) implements LockAttempt<H> {}
}
