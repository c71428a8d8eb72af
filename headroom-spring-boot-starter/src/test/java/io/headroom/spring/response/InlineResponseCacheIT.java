package io.headroom.spring.response;

import java.util.List;

/// Where the poller of Tomcat answers.
class InlineResponseCacheIT extends ResponseCacheSuite {

    @Override
    List<String> properties() {
        return List.of("--spring.threads.virtual.enabled=true");
    }
}
