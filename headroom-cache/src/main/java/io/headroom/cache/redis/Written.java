package io.headroom.cache.redis;

import io.headroom.cache.L2Mark;

/// What became of a change at one partition.
sealed interface Written {

    /// Acknowledged.
    ///
    /// @param mark where its event stands
    /// @param nanos when the answer came, by the monotonic clock
    /// @param barriers how many stand in the partition
    record Done(L2Mark mark, long nanos, int barriers) implements Written {

        Done later(Done other) {
            return other.nanos - nanos > 0 ? other : this;
        }
    }

    /// Not acknowledged.
    record Failed(String reason) implements Written {}
}
