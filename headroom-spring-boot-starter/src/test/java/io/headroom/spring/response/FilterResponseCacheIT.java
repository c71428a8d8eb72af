package io.headroom.spring.response;

import java.util.List;

/// Where the filter answers on virtual threads.
class FilterResponseCacheIT extends ResponseCacheSuite {

    @Override
    List<String> properties() {
        return List.of(
                "--spring.threads.virtual.enabled=true",
                "--headroom.http.response-cache.inline=false");
    }
}
