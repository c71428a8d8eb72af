package io.headroom.search;

import java.util.HashMap;
import java.util.Map;

/// Which documents were written since the last refresh: of these the visible state of an index does
/// not say what they are. Beyond some thousands it is every document. Safe for use by many threads.
final class UnseenWrites {

    private static final int MOST = 10_000;

    private final Map<String, Long> documents = new HashMap<>();
    private long clock;
    private long everyDocument;

    synchronized void add(String id) {
        if (everyDocument == 0) {
            documents.put(id, ++clock);
            if (documents.size() > MOST) {
                addEveryDocument();
            }
        }
    }

    synchronized void addEveryDocument() {
        everyDocument = ++clock;
        documents.clear();
    }

    synchronized boolean contain(String id) {
        return everyDocument > 0 || documents.containsKey(id);
    }

    /// The time before a refresh, for [#becameVisible].
    synchronized long time() {
        return clock;
    }

    /// What was written until that time is visible.
    synchronized void becameVisible(long until) {
        if (everyDocument <= until) {
            everyDocument = 0;
        }
        documents.values().removeIf(written -> written <= until);
    }
}
