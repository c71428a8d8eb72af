package io.headroom.spring.response;

import java.util.List;

/// Where the filter answers on platform threads.
class PlatformThreadsResponseCacheIT extends ResponseCacheSuite {

    @Override
    List<String> properties() {
        return List.of("--spring.threads.virtual.enabled=false");
    }
}
