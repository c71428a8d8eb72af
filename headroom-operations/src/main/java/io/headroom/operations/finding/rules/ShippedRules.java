package io.headroom.operations.finding.rules;

import io.headroom.operations.finding.FindingRule;
import java.util.List;

/// The rules of the library.
public final class ShippedRules {

    private ShippedRules() {}

    /// New ones of each, since some remember what is usual.
    public static List<FindingRule> all() {
        return List.of(
                new PoolRule(),
                new LeakRule(),
                new ConvoyRule(),
                new SessionRule(),
                new IndexRule(),
                new StaleViewRule(),
                new CacheSizeRule(),
                new CacheTtlRule(),
                new ColdCacheRule(),
                new HotKeyRule(),
                new ErrorRule(),
                new OverloadRule(),
                new FloodRule(),
                new GrownPartRule(
                        "slow-dependency",
                        "rest",
                        "what it does outside of caches, database and search: calls of other services, or its own work"),
                new GrownPartRule("slow-database", "database", "its statements"),
                new MemoryLeakRule(),
                new HeapRule(),
                new CarrierRule(),
                new ProcessorRule(),
                new DependencyRule(),
                new QueueRule());
    }
}
