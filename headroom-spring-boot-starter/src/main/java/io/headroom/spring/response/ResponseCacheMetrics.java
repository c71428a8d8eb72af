package io.headroom.spring.response;

import io.headroom.http.cache.ResponseCache;
import io.headroom.http.cache.ResponseResult;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/// `headroom_response_cache_*`: how requests were answered, and what is kept.
record ResponseCacheMetrics(ResponseCache cache) implements MeterBinder {

    private static final String PREFIX = "headroom.response.cache.";

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ResponseResult result : ResponseResult.values()) {
            FunctionCounter.builder(
                            PREFIX + "requests",
                            cache,
                            c -> c.statistics().requests().getOrDefault(result, 0L))
                    .tag("result", result.name().toLowerCase(Locale.ROOT))
                    .description("Requests for cached routes by how they were answered")
                    .register(registry);
        }
        FunctionCounter.builder(PREFIX + "stored", cache, c -> c.statistics().stored())
                .description("Answers that were stored")
                .register(registry);
        FunctionCounter.builder(
                        PREFIX + "refused",
                        cache,
                        c ->
                                c.statistics().refused().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum())
                .description("Answers of cached routes that must not be stored")
                .register(registry);
        FunctionCounter.builder(PREFIX + "evictions", cache, c -> c.statistics().evictions())
                .description("Answers dropped for want of room")
                .register(registry);
        Gauge.builder(PREFIX + "entries", cache, c -> c.statistics().entries())
                .description("Targets with stored answers")
                .register(registry);
        Gauge.builder(PREFIX + "size", cache, c -> c.statistics().bytes())
                .baseUnit("bytes")
                .description("Heap that stored answers take, about")
                .register(registry);
        Gauge.builder(PREFIX + "capacity", cache, c -> c.statistics().capacity())
                .baseUnit("bytes")
                .description("Heap that stored answers may take, less while the heap is full")
                .register(registry);
    }
}
