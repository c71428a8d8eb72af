package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.jobs.Rig.Note;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who goes first, and how many at once.
class TurnsIT {

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void priorityGoesFirst() {
        Jobs jobs = rig.jobs(Rig.queue().concurrency(1).build());
        List<NewJob<Note>> some = new ArrayList<>();
        for (int priority : new int[] {0, -5, 7, 3}) {
            some.add(Rig.NOTE.job(new Note("p" + priority)).withPriority(priority));
        }
        jobs.enqueueAll(some);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        rig.work(jobs, (note, context) -> seen.add(note.text()));

        Rig.await("all", () -> seen.size() == 4);
        assertThat(seen).containsExactly("p7", "p3", "p0", "p-5");
    }

    @Test
    void lowPriorityFinishesUnderEndlessHighPriority() {
        Jobs jobs = rig.jobs(Rig.queue().concurrency(1).aging(Duration.ofMillis(200)).build());
        var low = new AtomicInteger();
        AtomicInteger high = new AtomicInteger();
        rig.work(
                jobs,
                (note, context) -> {
                    if (note.text().equals("low")) {
                        low.incrementAndGet();
                    } else {
                        high.incrementAndGet();
                        jobs.enqueue(Rig.NOTE.job(new Note("high")).withPriority(5));
                        jobs.enqueue(
                                Rig.NOTE
                                        .job(new Note("high"))
                                        .withPriority(5)
                                        .uniqueWhileAlive("second"));
                    }
                });
        jobs.enqueueAll(Collections.nCopies(300, Rig.NOTE.job(new Note("high")).withPriority(5)));
        jobs.enqueue(Rig.NOTE.job(new Note("low")));

        Rig.await("the low one ran", () -> low.get() == 1);
        assertThat(high.get()).isPositive();
    }

    @Test
    void aPausedQueueHandsOutNothing() {
        Jobs jobs = rig.jobs(Rig.DEFAULT);
        AtomicInteger runs = new AtomicInteger();
        JobWorker worker = rig.work(jobs, (note, context) -> runs.incrementAndGet());
        jobs.pause("default", "anna");
        Rig.await(
                "paused",
                () -> worker.figures().queues().stream().anyMatch(JobFigures.QueueFigures::paused));

        Rig.await(
                "a job waits",
                () -> {
                    // The worker hears of the pause with its next look, and runs one until then.
                    if (rig.number("SELECT count(*) FROM headroom_job") == 0) {
                        jobs.enqueue(Rig.NOTE.job(new Note("x")));
                    }
                    return worker.figures().queues().getFirst().oldest().toMillis() > 1_000;
                });
        int before = runs.get();
        assertThat(rig.number("SELECT count(*) FROM headroom_job")).isOne();

        jobs.resume("default");
        Rig.await("it ran", () -> runs.get() == before + 1);
    }

    @Test
    void limitsHoldForTheWholeCluster() {
        Jobs jobs = rig.jobs(Rig.queue().clusterConcurrency(3).build());
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        jobs.enqueueAll(Collections.nCopies(60, Rig.NOTE.job(new Note("x"))));
        for (int i = 0; i < 2; i++) {
            rig.work(
                    jobs,
                    (note, context) -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                        running.decrementAndGet();
                        done.incrementAndGet();
                    });
        }
        Rig.await("all", () -> done.get() == 60);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void aRateHoldsForTheWholeCluster() {
        Jobs jobs = rig.jobs(Rig.queue().ratePerSecond(40).build());
        AtomicInteger done = new AtomicInteger();
        AtomicLong first = new AtomicLong();
        jobs.enqueueAll(Collections.nCopies(100, Rig.NOTE.job(new Note("x"))));
        for (int i = 0; i < 2; i++) {
            rig.work(
                    jobs,
                    (note, context) -> {
                        first.compareAndSet(0, System.nanoTime());
                        done.incrementAndGet();
                    });
        }
        Rig.await("all", () -> done.get() == 100);
        double seconds = (System.nanoTime() - first.get()) / 1e9;
        assertThat(100 / seconds).isLessThan(48);
    }

    @Test
    void tenantsTakeTurns() {
        Jobs jobs = rig.jobs(Rig.queue().fair(true).concurrency(2).build());
        List<NewJob<Note>> big =
                Collections.nCopies(900, Rig.NOTE.job(new Note("big")).forTenant("big"));
        jobs.enqueueAll(big);
        List<NewJob<Note>> small = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            small.addAll(
                    Collections.nCopies(
                            10, Rig.NOTE.job(new Note("small")).forTenant("small" + i)));
        }
        jobs.enqueueAll(small);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        rig.work(jobs, (note, context) -> order.add(note.text()));

        Rig.await("all", () -> order.size() == 1000);
        assertThat(order.lastIndexOf("small")).isLessThan(400);
    }
}
