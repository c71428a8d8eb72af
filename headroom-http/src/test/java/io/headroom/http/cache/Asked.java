package io.headroom.http.cache;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A request of a test.
record Asked(String method, String target, Map<String, String> headers) implements RequestHead {

    static Asked get(String target) {
        return new Asked("GET", target, Map.of("host", "shop.example"));
    }

    Asked with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name.toLowerCase(Locale.ROOT), value);
        return new Asked(method, target, more);
    }

    Asked head() {
        return new Asked("HEAD", target, headers);
    }

    Asked by(String other) {
        return new Asked(other, target, headers);
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }
}
