package io.headroom.spring.response;

import io.headroom.cache.ReadTrace;
import io.headroom.http.cache.Provenance;
import java.time.Duration;
import java.util.Collection;

/// What an answer read from the service's caches.
record TracedProvenance(ReadTrace trace) implements Provenance {

    @Override
    public boolean isComplete() {
        return trace.isComplete();
    }

    @Override
    public boolean isCurrent() {
        return trace.isCurrent();
    }

    @Override
    public boolean isIntact() {
        return trace.isNotInvalidatedAndCoherent();
    }

    @Override
    public Duration freshFor() {
        return trace.freshFor();
    }

    @Override
    public Collection<String> tags() {
        return trace.tags();
    }
}
