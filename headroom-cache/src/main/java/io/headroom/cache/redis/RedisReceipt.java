package io.headroom.cache.redis;

import io.headroom.cache.L2Mark;
import io.headroom.cache.L2Receipt;
import io.headroom.cache.L2Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// What became of a change at each partition that it concerns.
final class RedisReceipt implements L2Receipt {

    private final List<Leg> legs;
    private final LongSupplier nanos;

    private record Leg(Partition partition, Partition.Outcome outcome) {}

    private RedisReceipt(List<Leg> legs, LongSupplier nanos) {
        this.legs = legs;
        this.nanos = nanos;
    }

    /// A change and where it goes to.
    record Part(Partition partition, Change change) {}

    /// Writes to several partitions at once and waits for all of them.
    static L2Write write(List<Part> parts, Duration budget, LongSupplier nanos) {
        long deadline = nanos.getAsLong() + budget.toNanos();
        List<Partition.Writing> writings = new ArrayList<>(parts.size());
        for (Part part : parts) {
            writings.add(part.partition().begin(part.change()));
        }
        List<Leg> legs = new ArrayList<>(parts.size());
        String problem = "";
        for (int i = 0; i < parts.size(); i++) {
            Partition partition = parts.get(i).partition();
            Partition.Outcome outcome = partition.end(writings.get(i), deadline);
            if (outcome instanceof Partition.Outcome.Deferred(String reason, _)) {
                problem = reason;
            }
            legs.add(new Leg(partition, outcome));
        }
        RedisReceipt receipt = new RedisReceipt(legs, nanos);
        return problem.isEmpty()
                ? new L2Write.Acknowledged(receipt)
                : new L2Write.Unacknowledged(problem, receipt);
    }

    @Override
    public boolean awaitApplied(Duration limit) {
        long now = nanos.getAsLong();
        long deadline = now + Math.min(limit.toNanos(), Long.MAX_VALUE / 4);
        for (Leg leg : legs) {
            boolean applied =
                    switch (leg.outcome()) {
                        case Partition.Outcome.Acknowledged(Written.Done done) ->
                                leg.partition().awaitApplied(done, deadline);
                        case Partition.Outcome.Deferred(_, var repetition) ->
                                Session.await(repetition, Math.max(0, deadline - nanos.getAsLong()))
                                                instanceof
                                                Reply.Value<Written.Done>(Written.Done done)
                                        && leg.partition().awaitApplied(done, deadline);
                    };
            if (!applied) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<L2Mark> marks() {
        return legs.stream()
                .map(leg ->
                        switch (leg.outcome()) {
                            case Partition.Outcome.Acknowledged(Written.Done done) -> done.mark();
                            case Partition.Outcome.Deferred _ ->
                                    new L2Mark(leg.partition().index(), "", 0);
                        })
                .toList();
    }
}
