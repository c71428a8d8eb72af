package io.headroom.search;

import java.util.HashSet;
import java.util.Set;

/// Which documents were written since the last refresh: of these the visible state of an index does
/// not say what they are. Beyond some thousands it is every document. Safe for use by many threads.
final class UnseenWrites {

    private static final int MOST = 10_000;

    private final Set<String> documents = new HashSet<>();
    private boolean everyDocument;

    synchronized void add(String id) {
        if (!everyDocument && documents.add(id) && documents.size() > MOST) {
            addEveryDocument();
        }
    }

    synchronized void addEveryDocument() {
        everyDocument = true;
        documents.clear();
    }

    synchronized boolean contain(String id) {
        return everyDocument || documents.contains(id);
    }

    /// All that was written is visible.
    synchronized void clear() {
        everyDocument = false;
        documents.clear();
    }
}
