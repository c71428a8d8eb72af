package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is dropped for all keys while one of them is being stored.
@Timeout(30)
class L1Test {

    private final L1<Key, String> l1 =
            new L1<>(
                    new L1Limit.Entries(100),
                    new TagClock(),
                    0,
                    Runnable::run,
                    new Counters(MissListener.none()));

    /// A key that, once armed, holds up the guard when it asks for the hash.
    private static final class Key {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile boolean armed;

        @Override
        public int hashCode() {
            if (armed && askedByGuard()) {
                reached.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return 7;
        }

        private static boolean askedByGuard() {
            return StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame ->
                                    frame.getClassName().equals(FillGuard.class.getName())));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return super.equals(other);
        }
    }

    private static Entry<String> entry() {
        return new Entry<>(
                "old",
                0,
                TimeUnit.HOURS.toNanos(1),
                0,
                1,
                List.of(),
                0,
                Coherence.endless(0),
                LoadOptions.defaults());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDropOfAllWaitsForWhatIsBeingStoredAndDropsIt(boolean all) throws InterruptedException {
        Consumer<L1<Key, String>> drop = all ? L1::dropAll : tier -> tier.dropMatching(_ -> true);
        Key key = new Key();
        long sample = l1.sample(key);
        key.armed = true;
        Thread filler = Thread.ofPlatform().start(() -> l1.fill(key, entry(), sample));
        key.reached.await();

        Thread dropper = Thread.ofPlatform().start(() -> drop.accept(l1));
        while (dropper.isAlive() && dropper.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        boolean waited = dropper.isAlive();
        key.goOn.countDown();
        filler.join();
        dropper.join();

        assertThat(waited).isTrue();
        assertThat(l1.valid(key, 1)).isNull();
    }
}
