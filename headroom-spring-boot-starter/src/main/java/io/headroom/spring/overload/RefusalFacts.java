package io.headroom.spring.overload;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import io.headroom.operations.finding.LookInterval;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// How many callers were refused since the last look. For one thread.
final class RefusalFacts implements FactSource {

    private final Rejections rejections;
    private final AdaptiveLimit limit;
    private final LookInterval interval;
    private double before;

    RefusalFacts(Rejections rejections, AdaptiveLimit limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.rejections = rejections;
        this.interval = new LookInterval(nanoTime);
        this.before = rejections.total();
    }

    @Override
    public void tell(Consumer<Fact> to) {
        double now = rejections.total();
        to.accept(new Fact.Refusals((now - before) / interval.seconds(), limit.limit()));
        before = now;
    }
}
