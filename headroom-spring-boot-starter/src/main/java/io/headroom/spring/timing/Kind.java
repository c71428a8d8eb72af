package io.headroom.spring.timing;

import io.headroom.http.timing.Part;
import io.headroom.http.timing.RequestProfile;
import io.headroom.http.timing.Span;
import java.util.Locale;
import java.util.Optional;

/// What tracked code is about.
public enum Kind {

    /// Anything; its time stays with the parts it belongs to.
    PERFORMANCE(Optional.empty()),

    /// The database.
    DB_QUERY(Optional.of(Part.DATABASE)),

    /// A cache.
    CACHE(Optional.of(Part.L1)),

    /// A search.
    SEARCH(Optional.of(Part.SEARCH)),

    /// Recommendations.
    RECOMMENDATION(Optional.of(Part.RECOMMENDATION));

    private final Optional<Part> part;
    private final String label;

    Kind(Optional<Part> part) {
        this.part = part;
        this.label = name().toLowerCase(Locale.ROOT);
    }

    String label() {
        return label;
    }

    Span begin(RequestProfile profile) {
        return part.map(profile::begin).orElse(Span.NONE);
    }
}
