package io.headroom.marketplace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.CannotAcquireLockException;

@Timeout(30)
class ItemTurnsTest {

    private final ItemTurns turns = new ItemTurns();

    @Test
    void oneAtATimeWritesAnItem() throws Exception {
        AtomicInteger writing = new AtomicInteger();
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> most = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                most.add(
                        writers.submit(() ->
                                turns.take(
                                        17,
                                        () -> {
                                            int now = writing.incrementAndGet();
                                            LockSupport.parkNanos(10_000);
                                            writing.decrementAndGet();
                                            return now;
                                        })));
            }
            for (Future<Integer> each : most) {
                assertThat(each.get()).isEqualTo(1);
            }
        }
    }

    @Test
    void anotherItemIsNotHeldUp() throws Exception {
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            String answer =
                    turns.take(
                            17,
                            () -> {
                                try {
                                    return writers.submit(() -> turns.take(18, () -> "written"))
                                            .get(10, TimeUnit.SECONDS);
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                            });
            assertThat(answer).isEqualTo("written");
        }
    }

    @Test
    void theTurnIsGivenBackByAWriteThatFails() {
        assertThatThrownBy(() ->
                        turns.take(
                                17,
                                () -> {
                                    throw new IllegalStateException("refused");
                                }))
                .hasMessage("refused");
        assertThat(turns.take(17, () -> "written")).isEqualTo("written");
    }

    @Test
    void whoIsInterruptedGivesUpItsPlace() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var holder =
                    writers.submit(() ->
                            turns.take(
                                    17,
                                    () -> {
                                        held.countDown();
                                        try {
                                            return released.await(20, TimeUnit.SECONDS);
                                        } catch (InterruptedException e) {
                                            throw new AssertionError(e);
                                        }
                                    }));
            assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> turns.take(17, () -> "written"))
                    .isInstanceOf(CannotAcquireLockException.class)
                    .hasMessageContaining("item 17");
            assertThat(Thread.interrupted()).isTrue();
            released.countDown();
            assertThat(holder.get()).isTrue();
        }
    }
}
