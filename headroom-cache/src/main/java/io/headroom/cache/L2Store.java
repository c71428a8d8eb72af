package io.headroom.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// The values of one cache in the shared tier. Safe for use by many threads; nothing throws when
/// the tier is broken.
///
/// A value enters only with the token that was handed out *before* its source of truth was asked:
/// an invalidation in between voids the token, on whichever node it happened.
public interface L2Store {

    /// What became of a fill.
    enum Fill {
        /// The value is stored.
        STORED,
        /// It, or one of its tags, was invalidated since the token was handed out, or the lease is
        /// lost.
        REJECTED,
        /// The tier did not answer, or not as it should.
        FAILED
    }

    /// Until when L1 may serve this key; the same object for each call with a key of the same
    /// partition.
    Coherence coherence(String key);

    /// Whether this node has applied what the token names for the partition of the key.
    boolean hasApplied(String key, SessionToken token);

    /// Looks for values, all in one question, for no longer than the budget. The answers are
    /// [L2Read.Found], [L2Read.Absent] or [L2Read.Unavailable], in the order of the keys.
    List<L2Read> read(List<String> keys, Duration budget);

    /// Looks for values or takes the fill lease of each that is missing: [L2Read.Found],
    /// [L2Read.Granted], [L2Read.Busy] or [L2Read.Unavailable], in the order of the keys.
    ///
    /// @param lease how long a lease runs unless it is renewed
    List<L2Read> readOrLease(List<String> keys, Duration lease, Duration budget);

    /// Takes the fill lease of a key whatever is stored there, to replace it in time.
    L2Read leaseToRefresh(String key, Duration lease, Duration budget);

    /// Prolongs a lease from now on, unless it is lost. Returns at once.
    void renew(L2Token token, Duration lease);

    /// Gives a lease back without a value. Returns at once.
    void release(L2Token token);

    /// Stores a value while its token stands, and ends the lease. Returns at once.
    ///
    /// @param tags at most 16
    /// @param ttl at least 1 ms
    CompletionStage<Fill> fill(L2Token token, byte[] value, Collection<String> tags, Duration ttl);

    /// Stores a value over what is there, voids its leases and tells the other nodes to drop
    /// theirs; of two puts the one that reached the tier last holds.
    L2Write put(String key, byte[] value, Collection<String> tags, Duration ttl);

    /// Removes values, voids their leases and tells the other nodes.
    L2Write invalidate(Collection<String> keys);

    /// Invalidates all values whose key matches a glob: `*` stands for any text, `?` for one
    /// character, `\` takes the next one literally.
    L2Write invalidateMatching(String glob);

    /// Invalidates all values in constant time.
    L2Write clear();
}
