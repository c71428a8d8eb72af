package io.headroom.http.timing;

import java.util.List;

/// What a thread can spend a request's time on. Each moment counts as exactly one part: the
/// innermost that was begun.
public enum Part {

    /// Everything that no other part claims: routing, security, the handler's own work.
    REST("rest"),

    /// Work on a cache in this process that is measured as such; a plain hit is too short to be.
    L1("l1"),

    /// Waiting for the shared tier of a cache.
    L2("l2"),

    /// A cache's loader, less what it spends on other parts; or waiting for the load of another
    /// caller.
    LOAD("load"),

    /// Statements, commits and rollbacks.
    DATABASE("database"),

    /// Waiting for a connection of the pool.
    POOL_WAIT("pool_wait"),

    /// Questions to a search index.
    SEARCH("search"),

    /// Making recommendations.
    RECOMMENDATION("recommendation"),

    /// Making the body of the answer and writing it, the wait for a slow reader included.
    SERIALISATION("serialisation");

    private static final List<Part> ALL = List.of(values());
    static final int COUNT = ALL.size();

    private final String label;

    Part(String label) {
        this.label = label;
    }

    /// All of them, without the copy that `values()` makes each time.
    public static List<Part> all() {
        return ALL;
    }

    /// Its place in an array by part, from 0; the array is as long as there are parts.
    @SuppressWarnings("EnumOrdinal") // the one place that relies on the order
    public int index() {
        return ordinal();
    }

    /// The name in metrics and in `Server-Timing`: lower case, words joined by `_`.
    public String label() {
        return label;
    }
}
