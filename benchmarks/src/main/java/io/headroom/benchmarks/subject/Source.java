package io.headroom.benchmarks.subject;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where a cache's values come from. Called by many threads.
@FunctionalInterface
public interface Source {

    /// The present value of a key.
    String load(String key) throws Exception;

    /// The present values of many keys.
    default Map<String, String> loadAll(Collection<String> keys) throws Exception {
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : keys) {
            values.put(key, load(key));
        }
        return values;
    }
}
