package io.headroom.http.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// What an answer of a test was made from.
final class Data implements Provenance {

    boolean complete = true;
    boolean coherent = true;
    boolean invalidated;
    Duration fresh = Duration.ofDays(1);
    List<String> tags = List.of();

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public boolean isCurrent() {
        return coherent && !invalidated;
    }

    @Override
    public boolean isIntact() {
        return coherent && !invalidated;
    }

    @Override
    public Duration freshFor() {
        return fresh;
    }

    @Override
    public Collection<String> tags() {
        return tags;
    }
}
