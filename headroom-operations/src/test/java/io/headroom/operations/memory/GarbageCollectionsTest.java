package io.headroom.operations.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.memory.GarbageCollections.Collected;
import io.headroom.operations.memory.GarbageCollections.Extent;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GarbageCollectionsTest {

    @Test
    void aCollectionOfTheWholeHeapIsToldWithWhatIsLeft() throws InterruptedException {
        BlockingQueue<Collected> told = new LinkedBlockingQueue<>();
        byte[] alive = new byte[8 << 20];
        try (GarbageCollections _ = new GarbageCollections(told::add)) {
            System.gc();
            Collected collected = next(told);
            while (collected.extent() != Extent.WHOLE) {
                collected = next(told);
            }
            assertThat(collected.heapBytes())
                    .isBetween((long) alive.length, Runtime.getRuntime().maxMemory());
        }
    }

    private static Collected next(BlockingQueue<Collected> told) throws InterruptedException {
        Collected next = told.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("what the JVM tells within ten seconds").isNotNull();
        return next;
    }
}
