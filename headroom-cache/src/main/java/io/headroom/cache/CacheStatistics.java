package io.headroom.cache;

/// What a cache did since it was made. The figures are read one after the other while the cache is
/// in use, so their sums may differ by the calls in between.
///
/// @param name the cache
/// @param l1 the tier in this process
/// @param l2 the shared tier
/// @param loads the source of truth
/// @param invalidations values removed on request
public record CacheStatistics(String name, L1 l1, L2 l2, Loads loads, Invalidations invalidations) {

    /// The tier in this process.
    ///
    /// @param hits reads answered from here
    /// @param misses reads passed on
    /// @param evictions entries removed to stay within the limit
    /// @param expirations entries removed since their time was over
    /// @param fillsRejected values not stored since they were invalidated while they were loaded
    /// @param staleServed values served as [Lookup.Stale], for whatever reason
    /// @param incoherent reads that passed an entry by, since the coherence lease was over
    /// @param entries entries now, estimated
    /// @param bytes their size in bytes, estimated from the encoded form; 0 in a cache without
    ///   codec
    /// @param reads how long hits took, of a sample of one in 1,024
    public record L1(
            long hits,
            long misses,
            long evictions,
            long expirations,
            long fillsRejected,
            long staleServed,
            long incoherent,
            long entries,
            long bytes,
            Latency reads) {}

    /// The shared tier.
    ///
    /// @param hits reads answered from here
    /// @param misses reads passed on
    /// @param bypassed reads not answered in time or not asked, since L2 is broken or there is none
    /// @param busy times that a load waited since another node had the fill lease
    /// @param undecodable values found but not readable, a part of `misses`
    /// @param fills values stored
    /// @param fillsRejected values not stored since they were invalidated while they were loaded
    /// @param fillsFailed values that could not be encoded or sent
    /// @param reads how long the reads took that were answered
    public record L2(
            long hits,
            long misses,
            long bypassed,
            long busy,
            long undecodable,
            long fills,
            long fillsRejected,
            long fillsFailed,
            Latency reads) {}

    /// Calls of loaders.
    ///
    /// @param succeeded calls of a loader that brought an answer
    /// @param failed calls of a loader that threw
    /// @param collapsed callers who shared a load that another one had begun
    /// @param timedOut callers who did not wait to the end
    /// @param cancelled loads that nobody waited for any more
    /// @param early loads begun in the background before the value expired
    /// @param revalidations expired values served while they were loaded anew
    /// @param time how long the loads took
    public record Loads(
            long succeeded,
            long failed,
            long collapsed,
            long timedOut,
            long cancelled,
            long early,
            long revalidations,
            Latency time) {}

    /// Values removed on request.
    ///
    /// @param local by a call on this node, `put` included
    /// @param remote read from the log
    /// @param deferred those of `local` that L2 did not acknowledge
    /// @param flushes times that L1 was emptied, since the log had a gap
    public record Invalidations(long local, long remote, long deferred, long flushes) {}

    /// The share of reads answered by a tier, from 0 to 1; 0 before the first read.
    public double hitRate() {
        long reads = l1.hits() + l1.misses();
        return reads == 0 ? 0 : (double) (l1.hits() + l2.hits()) / reads;
    }
}
