package io.headroom.lock;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Where leases are kept. A stage that fails means that nobody knows what happened. Safe for use by
/// many threads.
interface LockStore extends AutoCloseable {

    /// Who wants a lock.
    ///
    /// @param floor the highest token that is known to have been used, 0 for none
    /// @param announceMillis for how many milliseconds the caller waits for word that the lock is
    ///   free, 0 for not at all
    record Claim(String name, String owner, Duration lease, long floor, long announceMillis) {}

    /// What the store says to a claim.
    sealed interface Answer {

        /// The claimer holds it.
        ///
        /// @param lastToken nobody else gets the tokens from `token` to this one
        /// @param first whether the store knew no earlier token of the name
        record Granted(long token, long lastToken, boolean first) implements Answer {}

        /// Another one holds it.
        ///
        /// @param remainingMillis what its lease has left; [#UNKNOWN] to one who does not wait
        record Taken(long remainingMillis) implements Answer {
            static final long UNKNOWN = Long.MAX_VALUE;
        }

        /// It was let go, since others wait for it.
        record Yielded() implements Answer {}

        /// Whoever wanted to hand it over did not hold it.
        record NotHeld() implements Answer {}

        /// Nobody knows.
        record Away(String reason) implements Answer {}
    }

    /// How long an answer may take.
    Duration patience();

    CompletionStage<Answer> acquire(Claim claim);

    /// Whether the owner holds it, for the lease from now.
    CompletionStage<Boolean> extend(String name, String owner, Duration lease);

    /// Whether the owner held it.
    CompletionStage<Boolean> release(String name, String owner);

    /// Gives a lock from its owner to the next one, or releases it.
    ///
    /// @param yield whether others who wait go first
    CompletionStage<Answer> handOver(String owner, Claim next, boolean yield);

    /// From now on tells of names that became free and that somebody waits for.
    void onFreed(Consumer<String> freed);

    /// Called by whoever is going to wait for word.
    void listen();

    @Override
    void close();
}
