package io.headroom.cache;

import io.headroom.core.Bytes;

/// How much a cache may keep in this process.
public sealed interface L1Limit {

    /// At most so many entries.
    ///
    /// @param maximum the number of entries, at least 1
    record Entries(long maximum) implements L1Limit {
        public Entries {
            Refuse.unless(maximum >= 1, "l1.maximumEntries", "at least 1", Long.valueOf(maximum));
        }
    }

    /// At most so many bytes, estimated as the encoded size of the values and keys and a fixed
    /// overhead; the heap that objects take is commonly two to four times that.
    ///
    /// @param maximum at least 1 KB
    record Weight(Bytes maximum) implements L1Limit {
        public Weight {
            Refuse.unless(maximum.count() >= 1024, "l1.maximumBytes", "at least 1KB", maximum);
        }
    }
}
