package io.headroom.cache;

import java.time.Duration;

/// Tells callers what became of a write, and counts it.
final class Outcomes {

    private Outcomes() {}

    static Invalidation of(L2Write written, Duration awaitApplied, Counters counters) {
        counters.invalidatedHere.increment();
        Invalidation outcome =
                switch (written) {
                    case L2Write.Acknowledged(L2Receipt receipt) ->
                            new Invalidation.Logged(receipt);
                    case L2Write.NotShared() -> new Invalidation.Local();
                    case L2Write.Unacknowledged(String reason, L2Receipt receipt) -> {
                        counters.deferred.increment();
                        yield new Invalidation.Deferred(reason, receipt);
                    }
                };
        return awaitApplied.isZero() ? outcome : outcome.await(awaitApplied);
    }
}
