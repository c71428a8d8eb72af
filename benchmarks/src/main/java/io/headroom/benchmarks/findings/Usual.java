package io.headroom.benchmarks.findings;

/// What happens in a healthy service now and then, and is no trouble.
enum Usual {
    CHECKPOINT("a checkpoint"),
    COLLECTION("a full collection"),
    SLOW_REQUEST("a request of ten seconds"),
    EMPTIED_CACHE("an emptied cache"),
    VACUUM("a vacuum"),
    QUIET("a time without callers");

    private final String words;

    Usual(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
