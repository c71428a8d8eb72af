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
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is enqueued runs: once, when it may, in the version that a node knows; or is refused.
class EnqueueIT {

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aJobRunsOnceWithItsPayloadAndIsGone() {
        Jobs jobs = rig.jobs(Rig.DEFAULT);
        var seen = new ConcurrentLinkedQueue<String>();
        rig.work(
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
        Jobs jobs = rig.jobs(Rig.DEFAULT);
        try (Connection connection = rig.pool.getConnection()) {
            connection.setAutoCommit(false);
            jobs.enqueue(connection, Rig.NOTE.job(new Note("lost")));
            connection.rollback();
            jobs.enqueueAll(
                    connection, List.of(Rig.NOTE.job(new Note("a")), Rig.NOTE.job(new Note("b"))));
            connection.commit();
        }
        var seen = new ConcurrentLinkedQueue<String>();
        rig.work(jobs, (note, context) -> seen.add(note.text()));

        Rig.await("both", () -> seen.size() >= 2);
        assertThat(seen).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aUniqueJobKeepsOthersOutWhileItLivesOrForItsPeriod() {
        Jobs jobs = rig.jobs(Rig.DEFAULT);
        assertThat(jobs.enqueue(Rig.NOTE.job(new Note("a")).uniqueWhileAlive("k")))
                .isInstanceOf(Enqueued.Accepted.class);
        assertThat(jobs.enqueue(Rig.NOTE.job(new Note("b")).uniqueWhileAlive("k")))
                .isEqualTo(new Enqueued.Duplicate("k"));
        NewJob<Note> hourly = Rig.NOTE.job(new Note("c")).uniqueWithin(Duration.ofHours(1), "p");
        NewJob<Note> briefly = Rig.NOTE.job(new Note("d")).uniqueWithin(Duration.ofMillis(1), "q");
        assertThat(jobs.enqueueAll(List.of(hourly, Rig.NOTE.job(new Note("e")), briefly)))
                .hasOnlyElementsOfType(Enqueued.Accepted.class);

        var seen = new ConcurrentLinkedQueue<String>();
        rig.work(jobs, (note, context) -> seen.add(note.text()));
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
        Jobs jobs = rig.jobs(Rig.DEFAULT);
        var seen = new ConcurrentLinkedQueue<String>();
        rig.work(jobs, (note, context) -> seen.add(note.text()));

        long id =
                Rig.id(jobs.enqueue(Rig.NOTE.job(new Note("later")).after(Duration.ofMillis(700))));
        jobs.enqueue(Rig.NOTE.job(new Note("now")));
        jobs.enqueue(Rig.NOTE.job(new Note("past")).at(Instant.EPOCH));

        Rig.await("two ran", () -> seen.size() == 2);
        assertThat(Rig.state(jobs, id)).isEqualTo(State.SCHEDULED);
        Rig.await("the third ran", () -> seen.contains("later"));
    }

    @Test
    void anOldPayloadRunsAfterTheUpgradeAndANewOneWaitsForIt() {
        record Greeting(String text, String language) {}
        JobType<Greeting> upgraded =
                JobType.of("note", Greeting.class)
                        .version(2)
                        .upgradedFrom(1, Note.class, old -> new Greeting(old.text(), "en"));
        Jobs jobs = rig.jobs(Rig.DEFAULT);
        var seen = new ConcurrentLinkedQueue<String>();
        JobWorker old = rig.work(jobs, (note, context) -> seen.add("old " + note.text()));

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
    void aScheduleIsDueOnceInTheClusterAndMissedTimesAreMadeUpForByOne() throws SQLException {
        Jobs jobs = rig.jobs(Rig.DEFAULT);
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
    void badInputIsRefusedWithWhatToDo() {
        Jobs jobs = rig.jobs(Rig.DEFAULT, QueueOptions.of("email"));
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
}
