package io.headroom.jobs;

import org.jspecify.annotations.Nullable;

/// A word about a run: what it says, and of which.
///
/// @param committedIn where the run's own commits did not wait for the disk, the session that made
///   them: after a crash of the server they may be gone
record Ack(Lease lease, Ending ending, @Nullable ServerSession committedIn) {

    /// A word about a run whose commits are on the disk.
    Ack(Lease lease, Ending ending) {
        this(lease, ending, null);
    }

    /// This, of a run that is not to count.
    Ack returned() {
        return new Ack(lease, new Ending.Returned());
    }
}
