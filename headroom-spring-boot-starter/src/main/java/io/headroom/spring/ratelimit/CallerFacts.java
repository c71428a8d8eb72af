package io.headroom.spring.ratelimit;

import io.headroom.operations.finding.Action.Limited;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import io.headroom.operations.finding.LookInterval;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Who calls, and how much, since the last look; and which limits are in force. Of more than 4,096
/// callers between two looks those that came first are told apart, which one who asks for much is
/// among. [#note] is safe for use by many threads; [#tell] is for one.
final class CallerFacts implements FactSource {

    private static final int MOST = 4_096;

    private final RateLimits limits;
    private final LookInterval interval;
    private volatile Map<String, Use> uses = new ConcurrentHashMap<>();

    private record Use(LongAdder requests, LongAdder nanos) {}

    CallerFacts(RateLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.interval = new LookInterval(nanoTime);
    }

    /// Takes note of a request.
    ///
    /// @param nanos for how long it was under way; 0 where it was not let in
    void note(String caller, long nanos) {
        Map<String, Use> now = uses;
        Use use = now.get(caller);
        if (use == null && now.size() < MOST) {
            use = now.computeIfAbsent(caller, _ -> new Use(new LongAdder(), new LongAdder()));
        }
        if (use != null) {
            use.requests().increment();
            use.nanos().add(nanos);
        }
    }

    @Override
    public void tell(Consumer<Fact> to) {
        Map<String, Use> seen = uses;
        uses = new ConcurrentHashMap<>();
        to.accept(callers(seen, interval.seconds()));
        for (Limited what : Limited.values()) {
            limits.each(
                    what,
                    (name, perSecond) -> to.accept(new Fact.LimitedRate(what, name, perSecond)));
        }
    }

    private static Fact.Callers callers(Map<String, Use> seen, double seconds) {
        String heaviest = "";
        long most = 0;
        long all = 0;
        for (Map.Entry<String, Use> each : seen.entrySet()) {
            long nanos = each.getValue().nanos().sum();
            all += nanos;
            if (nanos > most) {
                most = nanos;
                heaviest = each.getKey();
            }
        }
        Use use = seen.remove(heaviest);
        return new Fact.Callers(
                seen.size() + (use == null ? 0 : 1),
                heaviest,
                requests(use) / seconds,
                all == 0 ? 0 : (double) most / all,
                median(seen.values()) / seconds);
    }

    private static double requests(@Nullable Use use) {
        return use == null ? 0 : use.requests().sum();
    }

    private static double median(Collection<Use> uses) {
        return uses.stream()
                .map(CallerFacts::requests)
                .sorted(Comparator.naturalOrder())
                .skip(uses.size() / 2)
                .findFirst()
                .orElse(0.0);
    }
}
