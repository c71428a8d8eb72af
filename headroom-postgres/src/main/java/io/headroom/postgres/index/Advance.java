package io.headroom.postgres.index;

import java.time.Duration;

/// What a call of [IndexChanges#advance] did, and so when the next is worth while.
public sealed interface Advance {

    /// There is nothing to do.
    record Idle() implements Advance {}

    /// Another session works on index changes.
    record Busy() implements Advance {}

    /// A window of measuring runs, or something that holds a change up has to pass.
    ///
    /// @param pause how long until there may be something to do
    record Waiting(Duration pause) implements Advance {}

    /// A change came into another state; there may be more to do at once.
    record Moved() implements Advance {}

    /// The database could not be reached, or refused what only an operator can allow.
    ///
    /// @param error in the words of the database or its driver
    record Unavailable(String error) implements Advance {}
}
