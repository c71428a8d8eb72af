package io.headroom.http.timing;

/// What became of the reads of one cache that its first tier did not answer.
///
/// @param cache the cache's name
/// @param hits answered by the shared tier
/// @param misses not answered by it
public record CacheReads(String cache, int hits, int misses) {

    CacheReads plus(int moreHits, int moreMisses) {
        return new CacheReads(cache, hits + moreHits, misses + moreMisses);
    }
}
