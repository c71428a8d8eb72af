package io.headroom.http.cache;

/// What the cache has for a request.
public sealed interface Found {

    /// To be served.
    record Fresh(StoredAnswer answer) implements Found {}

    /// Expired, not known to be wrong; to be served while one of those who find it makes it anew.
    record Stale(StoredAnswer answer) implements Found {}

    /// Expired, not known to be wrong; to be served only if making it anew fails.
    record Expired(StoredAnswer answer) implements Found {}

    /// Nothing.
    record Missing() implements Found {}

    /// The request is none that the cache answers.
    record Bypassed() implements Found {}
}
