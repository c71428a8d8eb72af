package io.headroom.spring.operations.memory;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import io.headroom.operations.memory.LeakReport;
import io.headroom.operations.memory.LeakVerdict;
import io.headroom.operations.memory.MemoryReport;
import io.headroom.operations.memory.MemoryWatch;
import java.lang.constant.ClassDesc;
import java.util.function.Consumer;

/// A suspected leak, with what the search for the culprit found so far.
final class LeakFacts implements FactSource {

    private static final double MINUTES_PER_HOUR = 60;
    private static final LeakReport.Holder NOBODY = new LeakReport.Holder("", false, "", "", 0);
    private static final LeakReport.Growing NOTHING = new LeakReport.Growing("", 0, 0);

    private final MemoryWatch watch;

    LeakFacts(MemoryWatch watch) {
        this.watch = watch;
    }

    @Override
    public void tell(Consumer<Fact> to) {
        MemoryReport report = watch.latest();
        if (report.leak().suspected()) {
            to.accept(leak(report));
        }
    }

    /// The first holder, and the class that grew most, stand for what was found.
    static Fact leak(MemoryReport report) {
        LeakVerdict verdict = report.leak();
        LeakReport found = report.search();
        LeakReport.Holder holder = found.holders().isEmpty() ? NOBODY : found.holders().getFirst();
        LeakReport.Growing growing =
                found.growing().isEmpty() ? NOTHING : found.growing().getFirst();
        return new Fact.MemoryLeak(
                verdict.bytesPerHour() / MINUTES_PER_HOUR,
                verdict.hoursToLimit(),
                verdict.z(),
                verdict.points(),
                report.searching(),
                holder.field(),
                holder.isStatic(),
                readable(holder.type()),
                holder.allocatedAt(),
                readable(growing.type()));
    }

    /// `byte[]` for `[B`.
    private static String readable(String type) {
        return type.startsWith("[")
                ? ClassDesc.ofDescriptor(type.replace('.', '/')).displayName()
                : type;
    }
}
