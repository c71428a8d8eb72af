package io.headroom.spring.response;

import io.headroom.http.cache.ResponseCache;
import io.headroom.operations.memory.GarbageCollections;
import io.headroom.operations.memory.GarbageCollections.Extent;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives the memory of stored answers to requests under way while the heap is too full for both:
/// what is stored can be made again, and a service that only collects garbage answers nobody.
///
/// How full the heap is tells a collection that stops the program for all of it; between
/// collections it costs nothing.
final class HeapRelief implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeapRelief.class);

    private final ResponseCache cache;
    private final CapacityShare share;
    private final LongSupplier nanoTime;
    private final GarbageCollections collections;

    /// Begins to listen.
    HeapRelief(ResponseCache cache, LongSupplier nanoTime) {
        this.cache = cache;
        this.nanoTime = nanoTime;
        share = new CapacityShare(nanoTime.getAsLong());
        collections = new GarbageCollections(this::collected);
    }

    private void collected(GarbageCollections.Collected collection) {
        if (collection.extent() == Extent.WHOLE) {
            collectedWhole((double) collection.heapBytes() / Runtime.getRuntime().maxMemory());
        } else {
            collectedPart();
        }
    }

    /// @param fill the part of the largest heap that is in use after the collection
    void collectedWhole(double fill) {
        double before = share.value();
        double after = share.collected(fill, nanoTime.getAsLong());
        if (before == 1 && after < 1) {
            LOG.warn(
                    "{} % of the heap are in use after a collection: stored answers may take {} % of"
                            + " their capacity until there is room again",
                    Math.round(100 * fill), Math.round(100 * after));
        }
        use(before, after);
    }

    void collectedPart() {
        double before = share.value();
        use(before, share.passed(nanoTime.getAsLong()));
    }

    private void use(double before, double after) {
        if (after != before) {
            cache.use(after);
            if (after == 1) {
                LOG.info("stored answers may take their whole capacity again");
            }
        }
    }

    @Override
    public void close() {
        collections.close();
    }
}
