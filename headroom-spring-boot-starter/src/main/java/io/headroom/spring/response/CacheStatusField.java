package io.headroom.spring.response;

import io.headroom.http.cache.ResponseResult;
import io.headroom.http.cache.StoredAnswer;

/// The member of `Cache-Status` (RFC 9211) that the response cache adds.
final class CacheStatusField {

    /// The header's name.
    static final String NAME = "Cache-Status";

    private CacheStatusField() {}

    /// Says how the answer was found.
    ///
    /// @param nowNanos of the cache
    static String of(StoredAnswer answer, ResponseResult result, long nowNanos) {
        return switch (result) {
            case HIT, NOT_MODIFIED -> "headroom-response; hit; ttl=" + answer.ttlSeconds(nowNanos);
            case STALE ->
                    "headroom-response; hit; ttl="
                            + answer.ttlSeconds(nowNanos)
                            + "; detail=revalidating";
            case FALLBACK -> "headroom-response; fwd=stale; detail=failed";
            case COLLAPSED -> "headroom-response; fwd=miss; collapsed";
            case MISS, BYPASS -> "headroom-response; fwd=miss; stored";
        };
    }
}
