package io.headroom.cache.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.cache.warmup.WarmUpStatus.State;
import io.headroom.core.Backoff;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CacheWarmerTest {

    private static final Backoff AT_ONCE = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1));

    private final List<String> loaded = Collections.synchronizedList(new ArrayList<>());
    private final List<CacheWarmer> warmers = new ArrayList<>();

    @AfterEach
    void close() {
        warmers.forEach(CacheWarmer::close);
    }

    private CacheWarmer warmer(int concurrency, WarmUpTask<?>... tasks) {
        CacheWarmer warmer =
                new CacheWarmer(
                        List.of(tasks),
                        new WarmUpOptions(concurrency, 3, AT_ONCE),
                        Turn.atOnce(),
                        InstantSource.system(),
                        System::nanoTime);
        warmers.add(warmer);
        return warmer;
    }

    private WarmUpTask<Integer> task(String name, Urgency urgency, int keys) {
        return WarmUpTask.of(
                        name,
                        urgency,
                        () -> IntStream.range(0, keys).boxed().toList(),
                        batch -> batch.forEach(key -> loaded.add(name + key)))
                .withBatch(2);
    }

    private static WarmUpStatus ended(CacheWarmer warmer) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (warmer.status().state() == State.RUNNING) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
        return warmer.status();
    }

    @Test
    void aStrategyRunsItsTasksTheMostUrgentFirst() {
        CacheWarmer warmer =
                warmer(
                        1,
                        task("other", Urgency.OTHER, 1),
                        task("recent", Urgency.RECENT, 3),
                        task("critical", Urgency.CRITICAL, 1),
                        task("frequent", Urgency.FREQUENT, 1));
        assertThat(warmer.status().state()).isEqualTo(State.NONE);

        assertThat(warmer.start(WarmUpStrategy.RECENT_DATA))
                .isInstanceOf(WarmUpStart.Started.class);
        WarmUpStatus status = ended(warmer);
        assertThat(loaded).containsExactly("critical0", "recent0", "recent1", "recent2");
        assertThat(status.what()).isEqualTo("RECENT_DATA");
        assertThat(status.state()).isEqualTo(State.DONE);
        assertThat(List.of(status.keys(), status.done(), status.failed()))
                .containsExactly(4L, 4L, 0L);
        assertThat(status.endedAt()).isNotNull();

        loaded.clear();
        warmer.start(WarmUpStrategy.COMPREHENSIVE);
        ended(warmer);
        assertThat(loaded)
                .containsExactly(
                        "critical0", "frequent0", "recent0", "recent1", "recent2", "other0");
        loaded.clear();
        warmer.start(WarmUpStrategy.HIGH_FREQUENCY);
        ended(warmer);
        warmer.start(WarmUpStrategy.CRITICAL_ONLY);
        assertThat(ended(warmer).number()).isEqualTo(4);
        assertThat(loaded).containsExactly("critical0", "frequent0", "critical0");
    }

    @Test
    void whatFailsIsTriedAgainAndThenCountedWithItsReason() {
        AtomicInteger finds = new AtomicInteger();
        WarmUpTask<Integer> task =
                new WarmUpTask<>(
                        "some-fail",
                        Urgency.CRITICAL,
                        Duration.ZERO,
                        1,
                        () -> {
                            if (finds.incrementAndGet() < 3) {
                                throw new IllegalStateException("not yet");
                            }
                            return List.of(1, 2, 3);
                        },
                        batch -> {
                            loaded.add("try" + batch.getFirst());
                            if (batch.getFirst() == 2) {
                                throw new IllegalStateException("no such item");
                            }
                        },
                        List.of());
        CacheWarmer warmer = warmer(1, task, task("after", Urgency.OTHER, 1));
        warmer.start(WarmUpStrategy.COMPREHENSIVE);
        WarmUpStatus status = ended(warmer);
        assertThat(loaded).containsExactly("try1", "try2", "try2", "try2", "try3", "after0");
        assertThat(List.of(status.keys(), status.done(), status.failed()))
                .containsExactly(4L, 3L, 1L);
        assertThat(status.tasks().getFirst().problem()).contains("no such item");
    }

    @Test
    void aTaskThatDoesNotSayItsKeysFailsAlone() {
        WarmUpTask<Integer> broken =
                WarmUpTask.of(
                        "broken",
                        Urgency.CRITICAL,
                        () -> {
                            throw new IllegalStateException("no view");
                        },
                        _ -> {});
        CacheWarmer warmer = warmer(1, broken, task("fine", Urgency.OTHER, 1));
        warmer.start(WarmUpStrategy.COMPREHENSIVE);
        WarmUpStatus status = ended(warmer);
        assertThat(status.tasks().getFirst().state()).isEqualTo(State.FAILED);
        assertThat(status.tasks().getLast().state()).isEqualTo(State.DONE);
        assertThat(loaded).containsExactly("fine0");
    }

    @Test
    void noMoreBatchesAreLoadedAtATimeThanAllowedAndTheEndIsForeseen() throws Exception {
        CountDownLatch two = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        WarmUpTask<Integer> task =
                WarmUpTask.<Integer>of(
                                "slow",
                                Urgency.CRITICAL,
                                () -> IntStream.range(0, 20).boxed().toList(),
                                _ -> {
                                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                    if (calls.incrementAndGet() > 2) {
                                        two.countDown();
                                        go.await();
                                    }
                                    inside.decrementAndGet();
                                })
                        .withBatch(2);
        CacheWarmer warmer = warmer(2, task);
        warmer.start(WarmUpStrategy.CRITICAL_ONLY);
        assertThat(two.await(10, TimeUnit.SECONDS)).isTrue();
        WarmUpStatus running = warmer.status();
        assertThat(running.done()).isEqualTo(4);
        assertThat(running.secondsLeft()).isPositive();
        assertThat(warmer.start(WarmUpStrategy.COMPREHENSIVE)).isInstanceOf(WarmUpStart.Busy.class);

        go.countDown();
        assertThat(ended(warmer).done()).isEqualTo(20);
        assertThat(most).hasValue(2);
    }

    @Test
    void aCancelledWarmUpEndsAfterTheBatchesUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        WarmUpTask<Integer> task =
                WarmUpTask.<Integer>of(
                                "long",
                                Urgency.CRITICAL,
                                () -> IntStream.range(0, 1_000).boxed().toList(),
                                batch -> {
                                    begun.countDown();
                                    go.await();
                                    loaded.add(batch.toString());
                                })
                        .withBatch(1);
        CacheWarmer warmer = warmer(1, task);
        assertThat(warmer.cancel()).isFalse();
        warmer.start(WarmUpStrategy.CRITICAL_ONLY);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(warmer.cancel()).isTrue();
        go.countDown();
        assertThat(ended(warmer).state()).isEqualTo(State.CANCELLED);
        assertThat(loaded).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void whoseTurnDoesNotComeSaysWhy() {
        CacheWarmer warmer =
                new CacheWarmer(
                        List.of(task("a", Urgency.CRITICAL, 1)),
                        WarmUpOptions.defaults(),
                        _ -> {
                            throw new IllegalStateException("held by node-2");
                        },
                        InstantSource.system(),
                        System::nanoTime);
        warmers.add(warmer);
        warmer.start(WarmUpStrategy.CRITICAL_ONLY);
        WarmUpStatus status = ended(warmer);
        assertThat(status.state()).isEqualTo(State.FAILED);
        assertThat(status.tasks().getFirst().problem()).isEqualTo("held by node-2");
        assertThat(loaded).isEmpty();
    }

    @Test
    void nonsenseIsRefusedByName() {
        WarmUpTask<Integer> task = task("a", Urgency.CRITICAL, 1);
        assertThatThrownBy(() -> warmer(1, task, task)).hasMessageContaining("named 'a'");
        assertThatThrownBy(() -> task.withBatch(0)).hasMessageContaining("batch must be from 1");
        assertThatThrownBy(() -> task("A b", Urgency.OTHER, 1)).hasMessageContaining("[a-z0-9-]");
        assertThatThrownBy(() -> new WarmUpOptions(0, 3, AT_ONCE))
                .hasMessageContaining("concurrency must be from 1 to 64, but is 0");
        assertThat(warmer(1).start(WarmUpStrategy.COMPREHENSIVE))
                .isEqualTo(new WarmUpStart.Nothing("COMPREHENSIVE"));
    }
}
