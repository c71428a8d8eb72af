package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.jobs.JobStatus.State;
import io.headroom.jobs.Rig.Note;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Handlers that fail, hang, or are told to end.
class FailuresIT {

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aFailureIsRetriedAndTheLastOneIsADeadLetterThatCanBeRequeued() {
        Jobs jobs = rig.jobs(Rig.queue().retry(Rig.QUICKLY).build());
        AtomicInteger runs = new AtomicInteger();
        var healed = new AtomicInteger();
        rig.work(
                jobs,
                (note, context) -> {
                    if (runs.incrementAndGet() <= 3) {
                        throw new IllegalStateException("run " + runs.get() + " with \0 in it");
                    }
                    healed.incrementAndGet();
                });

        long id = Rig.id(jobs.enqueue(Rig.NOTE.job(new Note("x"))));

        Rig.await("dead", () -> Rig.state(jobs, id) == State.DEAD);
        DeadJob dead = jobs.dead("", 10).getFirst();
        assertThat(dead.id()).isEqualTo(id);
        assertThat(dead.failures()).isEqualTo(3);
        assertThat(dead.error()).contains("run 3", "FailuresIT");
        assertThat(dead.history())
                .hasSize(3)
                .extracting(DeadJob.Failure::error)
                .first()
                .asString()
                .contains("run 1");
        assertThat(dead.payload()).isEqualTo("{\"text\":\"x\"}");
        assertThat(jobs.requeue(id)).isTrue();
        Rig.await("healed", () -> healed.get() == 1);
        assertThat(jobs.requeue(id)).isFalse();
        Rig.await("gone", () -> rig.number("SELECT count(*) FROM headroom_job") == 0);
        assertThat(jobs.dead("", 10)).isEmpty();
    }

    @Test
    void anExceptionMayHaveARuleOfItsOwn() {
        Jobs jobs =
                rig.jobs(
                        Rig.queue()
                                .retry(Rig.QUICKLY.dyingOf(IllegalArgumentException.class))
                                .build());
        AtomicInteger runs = new AtomicInteger();
        rig.work(
                jobs,
                (note, context) -> {
                    runs.incrementAndGet();
                    throw new IllegalStateException(
                            new IllegalArgumentException("no such address"));
                });

        long id = Rig.id(jobs.enqueue(Rig.NOTE.job(new Note("x"))));

        Rig.await("dead", () -> Rig.state(jobs, id) == State.DEAD);
        assertThat(runs).hasValue(1);
    }

    @Test
    void aWorkerOutlivesHandlersThatHangRunOutOfMemoryOrInterruptThemselves() {
        Jobs jobs =
                rig.jobs(
                        Rig.queue()
                                .timeout(Duration.ofMillis(200))
                                .retry(RetryPolicy.NONE)
                                .concurrency(2)
                                .build());
        var seen = new ConcurrentLinkedQueue<String>();
        rig.work(
                jobs,
                (note, context) -> {
                    switch (note.text()) {
                        case "hang" -> new CountDownLatch(1).await();
                        case "memory" -> throw new OutOfMemoryError("Java heap space");
                        case "overflow" -> throw new StackOverflowError();
                        case "interrupt" -> Thread.currentThread().interrupt();
                        default -> seen.add(note.text());
                    }
                });

        for (String text :
                List.of("hang", "memory", "overflow", "interrupt", "hang", "memory", "fine")) {
            jobs.enqueue(Rig.NOTE.job(new Note(text)));
        }

        Rig.await("five are dead", () -> jobs.dead("", 10).size() == 5);
        Rig.await("the last one ran", () -> seen.contains("fine"));
        assertThat(jobs.dead("", 10))
                .extracting(DeadJob::error)
                .anyMatch(error -> error.contains("time-out of PT0.2S"))
                .anyMatch(error -> error.contains("Java heap space"));
    }

    @Test
    void aHandlerThatHeedsNothingLosesItsPlaceAndItsTransaction() {
        Jobs jobs =
                rig.jobs(
                        Rig.queue()
                                .timeout(Duration.ofMillis(100))
                                .retry(RetryPolicy.NONE)
                                .concurrency(1)
                                .mode(Mode.IN_TX)
                                .build());
        CountDownLatch release = new CountDownLatch(1);
        var seen = new ConcurrentLinkedQueue<String>();
        rig.work(
                jobs,
                (note, context) -> {
                    if (note.text().equals("deaf")) {
                        Rig.effect(context);
                        while (release.getCount() > 0) {
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                seen.add("interrupted");
                            }
                        }
                    } else {
                        seen.add(note.text());
                    }
                });

        jobs.enqueue(Rig.NOTE.job(new Note("deaf")));
        jobs.enqueue(Rig.NOTE.job(new Note("next")));

        Rig.await("the next one runs", () -> seen.contains("next"));
        assertThat(seen.peek()).isEqualTo("interrupted");
        Rig.await("dead", () -> jobs.dead("", 10).size() == 1);
        release.countDown();
        assertThat(rig.number("SELECT count(*) FROM effect")).isZero();
    }

    @Test
    void aWaitingJobIsCancelledAtOnceAndARunningOneIsInterrupted() {
        Jobs jobs = rig.jobs(Rig.queue().history(History.ALL).build());
        CountDownLatch begun = new CountDownLatch(1);
        rig.work(
                jobs,
                (note, context) -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                });
        long waiting = Rig.id(jobs.enqueue(Rig.NOTE.job(new Note("x")).after(Duration.ofHours(1))));
        long running = Rig.id(jobs.enqueue(Rig.NOTE.job(new Note("y"))));
        Rig.await("it runs", () -> begun.getCount() == 0);

        assertThat(jobs.cancel(waiting)).isTrue();
        assertThat(Rig.state(jobs, waiting)).isEqualTo(State.CANCELLED);
        assertThat(jobs.cancel(running)).isTrue();
        Rig.await("it is cancelled", () -> Rig.state(jobs, running) == State.CANCELLED);
        assertThat(jobs.cancel(running)).isFalse();
        assertThat(rig.number("SELECT count(*) FROM headroom_job_cancel")).isZero();
    }
}
