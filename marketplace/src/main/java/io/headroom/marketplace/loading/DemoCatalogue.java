package io.headroom.marketplace.loading;

import java.time.Instant;
import java.util.List;

/// The demo's catalogue. The same seed gives the same rows, byte for byte, always.
final class DemoCatalogue {

    static final int ITEMS = 22_000;

    private static final long SEED = 20_260_630L;

    /// Changes with whatever changes the rows.
    static final String CHECKSUM = "demo-1:" + SEED + ":" + ITEMS;

    /// The moment the demo is about; nothing in it is later.
    static final Instant AS_OF = Instant.parse("2026-06-30T23:59:59Z");

    private final int items;

    /// @param items how many items, at least one for each leaf of the tree
    DemoCatalogue(int items) {
        this.items = items;
    }

    Instant write(CatalogueSink sink, Progress progress) {
        progress.begin("Making the demo's items");
        List<DemoItems.Sold> sold = new DemoItems(SEED, AS_OF).write(sink, items, progress);
        progress.end(sold.size());
        progress.begin("Making the demo's sales");
        new DemoSales(sold, SEED + 1, AS_OF).write(sink, progress);
        progress.end(0);
        return AS_OF;
    }
}
