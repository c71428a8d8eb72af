package io.headroom.http.cache;

/// Whether an answer was stored.
public sealed interface Verdict {

    /// It was, and this is how it goes out.
    record Stored(StoredAnswer answer) implements Verdict {}

    /// It must not be, or cannot be.
    ///
    /// @param why one word for figures, as `set-cookie`
    record Refused(String why) implements Verdict {}
}
