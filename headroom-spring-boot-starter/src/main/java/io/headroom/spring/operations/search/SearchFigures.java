package io.headroom.spring.operations.search;

import io.headroom.spring.RequestObserver;
import io.headroom.spring.ResettableFigures;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// How searches do, by kind: as a bean of an application it times the routes that search, and is
/// told by the application what each question found. Safe for use by many threads.
///
/// A search costs two look-ups and some ten counters; a kind 20 KB.
public final class SearchFigures implements RequestObserver, ResettableFigures {

    private final Map<String, String> types;
    private final Supplier<IndexState> index;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private volatile Era era;

    /// All that was counted from a moment on; a reset begins another one.
    record Era(Instant since, Map<String, SearchWindow> windows, SlowSearches slowest) {}

    /// @param types the kinds of search by the pattern of their route, such as `text` by
    ///   `/api/search`; at least one
    /// @param index tells how the index is, from memory or nearly so
    /// @param nanoTime monotonic time in nanoseconds
    public SearchFigures(
            Map<String, String> types,
            Supplier<IndexState> index,
            LongSupplier nanoTime,
            InstantSource clock) {
        if (types.isEmpty()) {
            throw new IllegalArgumentException("types must name at least one route that searches");
        }
        this.types = Map.copyOf(types);
        this.index = index;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.era = begun();
    }

    private Era begun() {
        Map<String, SearchWindow> windows = new TreeMap<>();
        types.values().forEach(type -> windows.put(type, new SearchWindow(nanoTime)));
        return new Era(clock.instant(), windows, new SlowSearches(clock));
    }

    /// Notes a question that the service answered itself.
    ///
    /// @throws IllegalArgumentException when its type is not a declared one
    public void found(SearchOutcome outcome) {
        Era now = era;
        SearchWindow window = now.windows().get(outcome.type());
        if (window == null) {
            throw new IllegalArgumentException(
                    "type must be one of %s, but is '%s'"
                            .formatted(now.windows().keySet(), outcome.type()));
        }
        window.found(outcome);
        now.slowest().note(outcome);
    }

    /// A question that was refused, status 400 to 499, is no search.
    @Override
    public void finished(String endpoint, String method, int status, long nanos) {
        String type = types.get(endpoint);
        if (type == null || (status >= 400 && status < 500)) {
            return;
        }
        SearchWindow window = era.windows().get(type);
        if (window != null) {
            window.answered(status >= 500, nanos);
        }
    }

    @Override
    public String scope() {
        return "search";
    }

    @Override
    public Instant since() {
        return era.since();
    }

    @Override
    public void beginAnew() {
        era = begun();
    }

    IndexState index() {
        return index.get();
    }

    Map<String, SearchWindow> windows() {
        return era.windows();
    }

    List<SlowSearch> slowest() {
        return era.slowest().latest();
    }
}
