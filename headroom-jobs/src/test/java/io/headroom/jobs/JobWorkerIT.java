package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.core.Bytes;
import io.headroom.jobs.JobStatus.State;
import io.headroom.jobs.Rig.Note;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobWorkerIT {

    private static final QueueOptions DEFAULT = QueueOptions.of("default");
    private static final RetryPolicy QUICKLY =
            RetryPolicy.DEFAULT
                    .withRetries(2)
                    .withPauses(
                            RetryPolicy.Growth.FIXED, Duration.ofMillis(50), Duration.ofMillis(50));

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private JobWorker work(Jobs jobs, JobHandler<Note> handler) {
        return rig.closing(JobWorker.on(jobs, "node").handling(Rig.NOTE, handler).start());
    }

    private static long id(Enqueued outcome) {
        return ((Enqueued.Accepted) outcome).id();
    }

    private static State state(Jobs jobs, long id) {
        return jobs.find(id).map(JobStatus::state).orElse(State.DONE);
    }

    @Test
    void aJobRunsOnceWithItsPayloadAndIsGone() {
        Jobs jobs = rig.jobs(DEFAULT);
        var seen = new ConcurrentLinkedQueue<String>();
        work(
                jobs,
                (note, context) ->
                        seen.add(note.text() + context.correlationId() + context.tenant()));

        jobs.enqueue(Rig.NOTE.job(new Note("hello ")).withCorrelationId("c1 ").forTenant("t1"));

        Rig.await(
                "the job is gone",
                () -> rig.number("SELECT count(*) FROM headroom_job") == 0 && !seen.isEmpty());
        assertThat(seen).containsExactly("hello c1 t1");
    }

    @Test
    void aJobOfATransactionThatRollsBackNeverWas() throws SQLException {
        Jobs jobs = rig.jobs(DEFAULT);
        try (Connection connection = rig.pool.getConnection()) {
            connection.setAutoCommit(false);
            jobs.enqueue(connection, Rig.NOTE.job(new Note("lost")));
            connection.rollback();
            jobs.enqueueAll(
                    connection, List.of(Rig.NOTE.job(new Note("a")), Rig.NOTE.job(new Note("b"))));
            connection.commit();
        }
        var seen = new ConcurrentLinkedQueue<String>();
        work(jobs, (note, context) -> seen.add(note.text()));

        Rig.await("both", () -> seen.size() >= 2);
        assertThat(seen).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aFailureIsRetriedAndTheLastOneIsADeadLetterThatCanBeRequeued() {
        Jobs jobs = rig.jobs(DEFAULT.withRetry(QUICKLY));
        AtomicInteger runs = new AtomicInteger();
        var healed = new AtomicInteger();
        work(
                jobs,
                (note, context) -> {
                    if (runs.incrementAndGet() <= 3) {
                        throw new IllegalStateException("run " + runs.get() + " with \0 in it");
                    }
                    healed.incrementAndGet();
                });

        long id = id(jobs.enqueue(Rig.NOTE.job(new Note("x"))));

        Rig.await("dead", () -> state(jobs, id) == State.DEAD);
        DeadJob dead = jobs.dead("", 10).getFirst();
        assertThat(dead.id()).isEqualTo(id);
        assertThat(dead.failures()).isEqualTo(3);
        assertThat(dead.error()).contains("run 3", "JobWorkerIT");
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
        Jobs jobs = rig.jobs(DEFAULT.withRetry(QUICKLY.dyingOf(IllegalArgumentException.class)));
        AtomicInteger runs = new AtomicInteger();
        work(
                jobs,
                (note, context) -> {
                    runs.incrementAndGet();
                    throw new IllegalStateException(
                            new IllegalArgumentException("no such address"));
                });

        long id = id(jobs.enqueue(Rig.NOTE.job(new Note("x"))));

        Rig.await("dead", () -> state(jobs, id) == State.DEAD);
        assertThat(runs).hasValue(1);
    }

    @Test
    void aWorkerOutlivesHandlersThatHangRunOutOfMemoryOrInterruptThemselves() {
        Jobs jobs =
                rig.jobs(
                        DEFAULT.withTimeout(Duration.ofMillis(200))
                                .withRetry(RetryPolicy.NONE)
                                .withConcurrency(2));
        var seen = new ConcurrentLinkedQueue<String>();
        work(
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
                        DEFAULT.withTimeout(Duration.ofMillis(100))
                                .withRetry(RetryPolicy.NONE)
                                .withConcurrency(1)
                                .withMode(Mode.IN_TX));
        CountDownLatch release = new CountDownLatch(1);
        var seen = new ConcurrentLinkedQueue<String>();
        work(
                jobs,
                (note, context) -> {
                    if (note.text().equals("deaf")) {
                        effect(context);
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
    void inTxTheEffectsAndTheAcknowledgementAreOne() {
        Jobs jobs = rig.jobs(DEFAULT.withMode(Mode.IN_TX).withRetry(QUICKLY));
        AtomicInteger runs = new AtomicInteger();
        work(
                jobs,
                (note, context) -> {
                    effect(context);
                    if (runs.incrementAndGet() == 1) {
                        throw new IllegalStateException("after the effect");
                    }
                });

        jobs.enqueue(Rig.NOTE.job(new Note("x")));

        Rig.await(
                "done",
                () -> runs.get() == 2 && rig.number("SELECT count(*) FROM headroom_job") == 0);
        assertThat(rig.number("SELECT count(*) FROM effect")).isOne();
    }

    private static void effect(JobContext context) throws SQLException {
        try (var statement =
                context.connection().prepareStatement("INSERT INTO effect (job) VALUES (?)")) {
            statement.setLong(1, context.id());
            statement.executeUpdate();
        }
    }

    @Test
    void aUniqueJobKeepsOthersOutWhileItLivesOrForItsPeriod() {
        Jobs jobs = rig.jobs(DEFAULT);
        assertThat(jobs.enqueue(Rig.NOTE.job(new Note("a")).uniqueWhileAlive("k")))
                .isInstanceOf(Enqueued.Accepted.class);
        assertThat(jobs.enqueue(Rig.NOTE.job(new Note("b")).uniqueWhileAlive("k")))
                .isEqualTo(new Enqueued.Duplicate("k"));
        NewJob<Note> hourly = Rig.NOTE.job(new Note("c")).uniqueWithin(Duration.ofHours(1), "p");
        NewJob<Note> briefly = Rig.NOTE.job(new Note("d")).uniqueWithin(Duration.ofMillis(1), "q");
        assertThat(jobs.enqueueAll(List.of(hourly, Rig.NOTE.job(new Note("e")), briefly)))
                .hasOnlyElementsOfType(Enqueued.Accepted.class);

        var seen = new ConcurrentLinkedQueue<String>();
        work(jobs, (note, context) -> seen.add(note.text()));
        Rig.await(
                "all ran",
                () -> seen.size() == 4 && rig.number("SELECT count(*) FROM headroom_job") == 0);

        assertThat(jobs.enqueue(Rig.NOTE.job(new Note("f")).uniqueWhileAlive("k")))
                .isInstanceOf(Enqueued.Accepted.class);
        assertThat(jobs.enqueue(hourly)).isEqualTo(new Enqueued.Duplicate("p"));
        assertThat(jobs.enqueue(briefly)).isInstanceOf(Enqueued.Accepted.class);
    }

    @Test
    void aDelayedJobWaitsForItsTime() {
        Jobs jobs = rig.jobs(DEFAULT);
        var seen = new ConcurrentLinkedQueue<String>();
        work(jobs, (note, context) -> seen.add(note.text()));

        long id = id(jobs.enqueue(Rig.NOTE.job(new Note("later")).after(Duration.ofMillis(700))));
        jobs.enqueue(Rig.NOTE.job(new Note("now")));
        jobs.enqueue(Rig.NOTE.job(new Note("past")).at(Instant.EPOCH));

        Rig.await("two ran", () -> seen.size() == 2);
        assertThat(state(jobs, id)).isEqualTo(State.SCHEDULED);
        Rig.await("the third ran", () -> seen.contains("later"));
    }

    @Test
    void priorityGoesFirst() {
        Jobs jobs = rig.jobs(DEFAULT.withConcurrency(1));
        List<NewJob<Note>> some = new ArrayList<>();
        for (int priority : new int[] {0, -5, 7, 3}) {
            some.add(Rig.NOTE.job(new Note("p" + priority)).withPriority(priority));
        }
        jobs.enqueueAll(some);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        work(jobs, (note, context) -> seen.add(note.text()));

        Rig.await("all", () -> seen.size() == 4);
        assertThat(seen).containsExactly("p7", "p3", "p0", "p-5");
    }

    @Test
    void lowPriorityFinishesUnderEndlessHighPriority() {
        Jobs jobs = rig.jobs(DEFAULT.withConcurrency(1).withAging(Duration.ofMillis(200)));
        var low = new AtomicInteger();
        AtomicInteger high = new AtomicInteger();
        work(
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
    void anOldPayloadRunsAfterTheUpgradeAndANewOneWaitsForIt() {
        record Greeting(String text, String language) {}
        JobType<Greeting> upgraded =
                JobType.of("note", Greeting.class)
                        .version(2)
                        .upgradedFrom(1, Note.class, old -> new Greeting(old.text(), "en"));
        Jobs jobs = rig.jobs(DEFAULT);
        var seen = new ConcurrentLinkedQueue<String>();
        JobWorker old = work(jobs, (note, context) -> seen.add("old " + note.text()));

        jobs.enqueue(upgraded.job(new Greeting("hola", "es")));
        Rig.await(
                "it is seen waiting",
                () ->
                        old.figures().queues().stream()
                                .anyMatch(queue -> queue.unhandled().equals(List.of("note/2"))));
        assertThat(seen).isEmpty();
        old.close();
        jobs.enqueue(Rig.NOTE.job(new Note("hello")));
        rig.closing(
                JobWorker.on(jobs, "new")
                        .handling(
                                upgraded,
                                (greeting, context) ->
                                        seen.add(greeting.text() + " " + greeting.language()))
                        .start());

        Rig.await("both ran", () -> seen.size() == 2);
        assertThat(seen).containsExactlyInAnyOrder("hola es", "hello en");
    }

    @Test
    void aPausedQueueHandsOutNothing() {
        Jobs jobs = rig.jobs(DEFAULT);
        AtomicInteger runs = new AtomicInteger();
        JobWorker worker = work(jobs, (note, context) -> runs.incrementAndGet());
        jobs.pause("default", "anna");
        Rig.await(
                "paused",
                () -> worker.figures().queues().stream().anyMatch(JobFigures.QueueFigures::paused));

        jobs.enqueue(Rig.NOTE.job(new Note("x")));
        Rig.await("it waits", () -> worker.figures().queues().getFirst().ready() == 1);
        assertThat(runs).hasValue(0);

        jobs.resume("default");
        Rig.await("it ran", () -> runs.get() == 1);
    }

    @Test
    void aWaitingJobIsCancelledAtOnceAndARunningOneIsInterrupted() {
        Jobs jobs = rig.jobs(DEFAULT.withHistory(History.ALL));
        CountDownLatch begun = new CountDownLatch(1);
        work(
                jobs,
                (note, context) -> {
                    begun.countDown();
                    new CountDownLatch(1).await();
                });
        long waiting = id(jobs.enqueue(Rig.NOTE.job(new Note("x")).after(Duration.ofHours(1))));
        long running = id(jobs.enqueue(Rig.NOTE.job(new Note("y"))));
        Rig.await("it runs", () -> begun.getCount() == 0);

        assertThat(jobs.cancel(waiting)).isTrue();
        assertThat(state(jobs, waiting)).isEqualTo(State.CANCELLED);
        assertThat(jobs.cancel(running)).isTrue();
        Rig.await("it is cancelled", () -> state(jobs, running) == State.CANCELLED);
        assertThat(jobs.cancel(running)).isFalse();
        assertThat(rig.number("SELECT count(*) FROM headroom_job_cancel")).isZero();
    }

    @Test
    void progressAndResultsAreSeen() {
        Jobs jobs = rig.jobs(DEFAULT);
        CountDownLatch go = new CountDownLatch(1);
        work(
                jobs,
                (note, context) -> {
                    context.progress(0.5, "half way");
                    go.await();
                    context.result(Map.of("pages", 3));
                });
        long id = id(jobs.enqueue(Rig.NOTE.job(new Note("x"))));

        Rig.await("half way", () -> jobs.find(id).orElseThrow().note().equals("half way"));
        assertThat(jobs.find(id).orElseThrow().progress()).isEqualTo(0.5);
        go.countDown();
        Rig.await("done", () -> state(jobs, id) == State.DONE);
        assertThat(jobs.find(id).orElseThrow().result()).isEqualTo("{\"pages\":3}");
    }

    @Test
    void aScheduleIsDueOnceInTheClusterAndMissedTimesAreMadeUpForByOne() throws SQLException {
        Jobs jobs = rig.jobs(DEFAULT);
        var seen = new ConcurrentLinkedQueue<String>();
        var schedule =
                new JobSchedule<>(
                        "tick",
                        Cron.parse("*/5 * * * *"),
                        ZoneOffset.UTC,
                        due -> Rig.NOTE.job(new Note(due.toString())));
        for (int i = 0; i < 2; i++) {
            rig.closing(
                    JobWorker.on(jobs, "node " + i)
                            .handling(Rig.NOTE, (note, context) -> seen.add(note.text()))
                            .scheduling(schedule)
                            .start());
        }
        Rig.await("declared", () -> rig.number("SELECT count(*) FROM headroom_job_schedule") == 1);

        rig.execute("UPDATE headroom_job_schedule SET due_at = '2026-01-01T00:00:00Z'");

        Rig.await("it ran", () -> !seen.isEmpty());
        Rig.await(
                "the next is in the future",
                () ->
                        rig.number(
                                        "SELECT count(*) FROM headroom_job_schedule WHERE due_at > now()")
                                == 1);
        assertThat(seen).containsExactly("2026-01-01T00:00:00Z");
    }

    @Test
    void limitsHoldForTheWholeCluster() {
        Jobs jobs = rig.jobs(DEFAULT.withClusterConcurrency(3));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        jobs.enqueueAll(Collections.nCopies(60, Rig.NOTE.job(new Note("x"))));
        for (int i = 0; i < 2; i++) {
            work(
                    jobs,
                    (note, context) -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        new CountDownLatch(1).await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
                        running.decrementAndGet();
                        done.incrementAndGet();
                    });
        }
        Rig.await("all", () -> done.get() == 60);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void aRateHoldsForTheWholeCluster() {
        Jobs jobs = rig.jobs(DEFAULT.withRate(40));
        AtomicInteger done = new AtomicInteger();
        AtomicLong first = new AtomicLong();
        jobs.enqueueAll(Collections.nCopies(100, Rig.NOTE.job(new Note("x"))));
        for (int i = 0; i < 2; i++) {
            work(
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
        Jobs jobs = rig.jobs(DEFAULT.withFairness().withConcurrency(2));
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
        work(jobs, (note, context) -> order.add(note.text()));

        Rig.await("all", () -> order.size() == 1000);
        assertThat(order.lastIndexOf("small")).isLessThan(400);
    }

    @Test
    void badInputIsRefusedWithWhatToDo() {
        Jobs jobs = rig.jobs(DEFAULT, QueueOptions.of("email"));
        assertThatThrownBy(() -> jobs.enqueue(Rig.NOTE.inQueue("mail").job(new Note("x"))))
                .isInstanceOf(UnknownQueueException.class)
                .hasMessage("there is no queue 'mail'; declared are [default, email]");
        assertThatThrownBy(() -> jobs.enqueue(Rig.NOTE.job(new Note("x".repeat(10 << 20)))))
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessageContaining("the limit is " + Bytes.ofMegabytes(1));
        assertThatThrownBy(() -> jobs.pause("mail", "anna"))
                .isInstanceOf(UnknownQueueException.class);
        assertThatThrownBy(() -> Cron.parse("0 25 * * *")).hasMessageContaining("position 3");
    }

    @Test
    void anOrderlyStopFinishesWhatRunsAndGivesBackTheRest() {
        Jobs jobs = rig.jobs(DEFAULT.withConcurrency(4));
        CountDownLatch go = new CountDownLatch(1);
        Map<Long, Integer> runs = new ConcurrentHashMap<>();
        JobWorker worker =
                work(
                        jobs,
                        (note, context) -> {
                            runs.merge(context.id(), 1, Integer::sum);
                            go.await();
                        });
        jobs.enqueueAll(Collections.nCopies(100, Rig.NOTE.job(new Note("x"))));
        Rig.await("four run", () -> worker.running() == 4);
        Thread closing = Thread.ofVirtual().start(worker::close);
        go.countDown();
        Rig.await("closed", () -> !closing.isAlive());

        int ran = runs.size();
        assertThat(rig.number("SELECT count(*) FROM headroom_job WHERE state = 1"))
                .isEqualTo(100 - ran);
        assertThat(rig.number("SELECT count(*) FROM headroom_job_node")).isZero();
        work(jobs, (note, context) -> runs.merge(context.id(), 1, Integer::sum));
        Rig.await(
                "all",
                () -> runs.size() == 100 && rig.number("SELECT count(*) FROM headroom_job") == 0);
        assertThat(runs.values()).containsOnly(1);
    }

    @Test
    void whatDoesNotFinishInTheGraceIsInterruptedAndGivenBack() {
        Jobs jobs = rig.jobs(DEFAULT);
        JobWorker worker = work(jobs, (note, context) -> new CountDownLatch(1).await());
        long id = id(jobs.enqueue(Rig.NOTE.job(new Note("x"))));
        Rig.await("it runs", () -> worker.running() == 1);
        worker.close();
        JobStatus status = jobs.find(id).orElseThrow();
        assertThat(status.state()).isEqualTo(State.READY);
        assertThat(status.failures()).isZero();
    }
}
