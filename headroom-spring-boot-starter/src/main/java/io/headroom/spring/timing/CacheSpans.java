package io.headroom.spring.timing;

import io.headroom.cache.MissListener;
import io.headroom.http.timing.Part;
import io.headroom.http.timing.RequestProfile;
import io.headroom.http.timing.Span;

/// Counts the reads of caches that L1 does not answer into the request's profile.
final class CacheSpans implements MissListener {

    @Override
    public Step askingL2(String cache, int keys) {
        RequestProfile profile = RequestProfile.current();
        Span span = profile.begin(Part.L2);
        return found -> {
            span.close();
            profile.cacheRead(cache, found, keys - found);
        };
    }

    @Override
    public Step awaitingLoad(String cache) {
        Span span = RequestProfile.current().awaitLoad();
        return found -> span.close();
    }
}
