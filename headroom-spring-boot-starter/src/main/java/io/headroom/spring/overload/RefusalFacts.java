package io.headroom.spring.overload;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// How many callers were refused since the last look. For one thread.
final class RefusalFacts implements FactSource {

    private final Rejections rejections;
    private final LongSupplier nanoTime;
    private double before;
    private long nanosBefore;

    RefusalFacts(Rejections rejections, LongSupplier nanoTime) {
        this.rejections = rejections;
        this.nanoTime = nanoTime;
        this.before = rejections.total();
        this.nanosBefore = nanoTime.getAsLong();
    }

    @Override
    public void tell(Consumer<Fact> to) {
        long nanos = nanoTime.getAsLong();
        double now = rejections.total();
        to.accept(new Fact.Refusals((now - before) / Math.max(1e-3, (nanos - nanosBefore) / 1e9)));
        before = now;
        nanosBefore = nanos;
    }
}
