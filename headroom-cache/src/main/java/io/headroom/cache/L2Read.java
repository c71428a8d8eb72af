package io.headroom.cache;

/// The answer of a shared tier.
public sealed interface L2Read {

    /// The answer of a tier that is broken, too slow, or does not exist.
    L2Read UNAVAILABLE = new Unavailable();

    /// A value.
    ///
    /// @param value the bytes that were stored; not to be changed
    /// @param token the right to replace them
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Found(byte[] value, L2Token token) implements L2Read {}

    /// No value.
    ///
    /// @param token the right to fill the gap
    record Absent(L2Token token) implements L2Read {}

    /// No answer in time.
    record Unavailable() implements L2Read {}
}
