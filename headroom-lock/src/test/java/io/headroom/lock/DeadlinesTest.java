package io.headroom.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class DeadlinesTest {

    private static final long LONG = Duration.ofMinutes(5).toNanos();

    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1);
    private final Deadlines deadlines = new Deadlines(System::nanoTime, watch);

    @AfterEach
    void end() {
        watch.shutdownNow();
    }

    @Test
    void whatIsThereIsAnsweredAtOnce() throws Exception {
        assertThat(deadlines.await(CompletableFuture.completedFuture("there"), 0))
                .isEqualTo("there");
    }

    @Test
    void manyWaitersEachGetTheirAnswerOnBothKindsOfThreads() throws Exception {
        for (var factory : List.of(Thread.ofVirtual().factory(), Thread.ofPlatform().factory())) {
            List<CompletableFuture<Integer>> asked = new ArrayList<>();
            List<Future<Integer>> waiting = new ArrayList<>();
            try (ExecutorService threads = Executors.newThreadPerTaskExecutor(factory)) {
                for (int i = 0; i < 200; i++) {
                    CompletableFuture<Integer> question = new CompletableFuture<>();
                    asked.add(question);
                    waiting.add(threads.submit(() -> deadlines.await(question, LONG)));
                }
                for (int i = 0; i < 200; i++) {
                    asked.get(i).complete(i);
                }
                for (int i = 0; i < 200; i++) {
                    assertThat(waiting.get(i).get()).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void aFailureIsThatOfTheQuestion() {
        CompletableFuture<String> failed =
                CompletableFuture.failedFuture(new IllegalStateException("refused"));

        assertThatThrownBy(() -> deadlines.await(failed, LONG))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("refused");
    }

    @Test
    void aWaitEndsWhenItsTimeIsOverAndNotBefore() {
        for (long millis : new long[] {0, 30, 120, 260}) {
            long began = System.nanoTime();

            assertThatThrownBy(() ->
                            deadlines.await(
                                    new CompletableFuture<>(),
                                    TimeUnit.MILLISECONDS.toNanos(millis)))
                    .isInstanceOf(TimeoutException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(millis));
        }
    }

    @Test
    void aWaitThatComesAfterTheWatchStoppedIsWatchedAgain() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() ->
                            deadlines.await(
                                    new CompletableFuture<>(), Duration.ofMillis(110).toNanos()))
                    .isInstanceOf(TimeoutException.class);
            // The watch ends with a look that finds nobody; here it surely has.
            while (!watch.getQueue().isEmpty() || watch.getActiveCount() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void whoIsInterruptedStopsWaiting() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiting =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                deadlines.await(new CompletableFuture<>(), LONG);
                            } catch (Throwable e) {
                                thrown.set(e);
                            }
                        });

        waiting.interrupt();
        waiting.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aWaitThatIsUnderWayEndsInTimeAfterTheClose() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiting =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                deadlines.await(
                                        new CompletableFuture<>(),
                                        Duration.ofMillis(500).toNanos());
                            } catch (Exception e) {
                                thrown.set(e);
                            }
                        });
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        deadlines.close();
        watch.shutdownNow();
        waiting.join();

        assertThat(thrown.get()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void aWaitEndsInTimeWhenNobodyWatchesAnyMore() {
        watch.shutdownNow();

        assertThatThrownBy(() ->
                        deadlines.await(
                                new CompletableFuture<>(), Duration.ofMillis(120).toNanos()))
                .isInstanceOf(TimeoutException.class);
    }
}
