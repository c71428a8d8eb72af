package io.headroom.http.cache;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// The counters of a [ResponseCache].
final class ResponseCounters {

    private final Map<ResponseResult, LongAdder> results;
    final LongAdder stored = new LongAdder();
    final LongAdder collapsed = new LongAdder();
    final LongAdder evictions = new LongAdder();

    /// By the word of [Verdict.Refused], of which there are few.
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();

    ResponseCounters() {
        Map<ResponseResult, LongAdder> all = new EnumMap<>(ResponseResult.class);
        Arrays.stream(ResponseResult.values()).forEach(result -> all.put(result, new LongAdder()));
        results = Collections.unmodifiableMap(all);
    }

    void answered(ResponseResult result) {
        Objects.requireNonNull(results.get(result)).increment();
    }

    void refused(String why) {
        refused.computeIfAbsent(why, w -> new LongAdder()).increment();
    }

    ResponseCacheStatistics snapshot(long entries, long bytes, long capacity) {
        Map<ResponseResult, Long> requests = new EnumMap<>(ResponseResult.class);
        results.forEach((result, count) -> requests.put(result, count.sum()));
        Map<String, Long> refusals = new TreeMap<>();
        refused.forEach((why, count) -> refusals.put(why, count.sum()));
        return new ResponseCacheStatistics(
                requests, stored.sum(), refusals, evictions.sum(), entries, bytes, capacity);
    }
}
