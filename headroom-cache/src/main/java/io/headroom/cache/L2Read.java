package io.headroom.cache;

import java.time.Duration;

/// The answer of a shared tier.
public sealed interface L2Read {

    /// The answer of a tier that is broken, too slow, or does not exist.
    L2Read UNAVAILABLE = new Unavailable();

    /// No value, and no lease was asked for.
    L2Read ABSENT = new Absent();

    /// A value that no invalidation reached.
    ///
    /// @param value the bytes that were stored; not to be changed
    /// @param tags those it was stored with
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Found(byte[] value, java.util.List<String> tags) implements L2Read {}

    /// No value.
    record Absent() implements L2Read {}

    /// No value, and the right to load and store it; or, where a refresh was asked for, the right
    /// to replace the value that is there.
    record Granted(L2Token token) implements L2Read {}

    /// No value, and another caller has the lease; ask again.
    ///
    /// @param leaseLeft how long that lease runs if it is not renewed
    record Busy(Duration leaseLeft) implements L2Read {}

    /// No answer in time.
    record Unavailable() implements L2Read {}
}
