package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.jobs.Rig.Note;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Mode `IN_TX`: effects and acknowledgement are one, for one job or several.
class InTransactionIT {

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void inTxTheEffectsAndTheAcknowledgementAreOne() {
        Jobs jobs = rig.jobs(Rig.queue().mode(Mode.IN_TX).retry(Rig.QUICKLY).build());
        AtomicInteger runs = new AtomicInteger();
        rig.work(
                jobs,
                (note, context) -> {
                    Rig.effect(context);
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

    /// Stands still but where a test moves it: so claims grow from the second job on, and no
    /// transaction ends since its time is over.
    private final AtomicLong clock = new AtomicLong();

    /// From when the clock goes on by itself; 0 while it stands.
    private volatile long goesOnSince;

    private void work(Jobs jobs, JobHandler<Note> handler) {
        rig.closing(
                JobWorker.on(jobs, "node").handling(Rig.NOTE, handler).timedBy(this::now).start());
        rig.closing(this::letClockGoOn);
    }

    private long now() {
        long since = goesOnSince;
        return clock.get() + (since == 0 ? 0 : System.nanoTime() - since);
    }

    private void letClockGoOn() {
        if (goesOnSince == 0) {
            goesOnSince = System.nanoTime();
        }
    }

    private static QueueOptions.Builder shared() {
        return Rig.queue().mode(Mode.IN_TX).jobsPerTransaction(20).concurrency(1);
    }

    private List<Long> enqueued(Jobs jobs, String... notes) {
        return jobs
                .enqueueAll(Arrays.stream(notes).map(text -> Rig.NOTE.job(new Note(text))).toList())
                .stream()
                .map(Rig::id)
                .toList();
    }

    private void awaitAllDone() {
        Rig.await("all are done", () -> rig.number("SELECT count(*) FROM headroom_job") == 0);
    }

    private long effects() {
        return rig.number("SELECT count(*) FROM effect");
    }

    private long effectsOnce() {
        return rig.number(
                "SELECT count(*) FROM (SELECT FROM effect GROUP BY job HAVING count(*) = 1) AS once");
    }

    @Test
    void jobsThatWaitShareATransactionAndOneThatFailsTakesBackItsOwnEffectsAlone() {
        Jobs jobs = rig.jobs(shared().retry(Rig.QUICKLY).build());
        Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
        Set<Long> transactions = ConcurrentHashMap.newKeySet();
        String[] notes = {"a", "b", "c", "failing", "d", "e", "f", "g"};
        enqueued(jobs, notes);
        work(
                jobs,
                (note, context) -> {
                    Rig.effect(context);
                    transactions.add(transaction(context));
                    int run =
                            runs.computeIfAbsent(note.text(), _ -> new AtomicInteger())
                                    .incrementAndGet();
                    if (note.text().equals("failing") && run == 1) {
                        throw new IllegalStateException("after the effect");
                    }
                });

        awaitAllDone();
        assertThat(effects()).isEqualTo(notes.length);
        assertThat(effectsOnce()).isEqualTo(notes.length);
        assertThat(runs.remove("failing")).hasValue(2);
        assertThat(runs.values()).allMatch(count -> count.get() == 1);
        assertThat(transactions).hasSizeLessThan(notes.length);
    }

    private static long transaction(JobContext context) throws SQLException {
        try (var statement = context.connection().createStatement();
                var row = statement.executeQuery("SELECT txid_current()")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void jobsOfATransactionThatFailsAtItsCommitRunAgainEachInOneOfItsOwn() throws SQLException {
        rig.execute("ALTER TABLE effect ADD UNIQUE (job) DEFERRABLE INITIALLY DEFERRED");
        Jobs jobs = rig.jobs(shared().retry(RetryPolicy.NONE).build());
        List<Long> ids = enqueued(jobs, "a", "b", "poison", "c", "d");
        work(
                jobs,
                (note, context) -> {
                    Rig.effect(context);
                    if (note.text().equals("poison")) {
                        Rig.effect(context);
                    }
                });

        awaitAllDone();
        assertThat(effects()).isEqualTo(4);
        assertThat(effectsOnce()).isEqualTo(4);
        assertThat(jobs.dead("", 10)).extracting(DeadJob::id).containsExactly(ids.get(2));
    }

    @Test
    void aHandlerThatHidesABrokenStatementFailsAlone() {
        Jobs jobs = rig.jobs(shared().retry(RetryPolicy.NONE).build());
        List<Long> ids = enqueued(jobs, "broken", "a", "broken", "b", "broken");
        work(
                jobs,
                (note, context) -> {
                    Rig.effect(context);
                    if (note.text().equals("broken")) {
                        try (var statement = context.connection().createStatement()) {
                            statement.execute("SELECT 1 / 0");
                        } catch (SQLException hidden) {
                            assertThat(hidden.getSQLState()).isEqualTo("22012");
                        }
                    }
                });

        awaitAllDone();
        assertThat(effects()).isEqualTo(2);
        assertThat(effectsOnce()).isEqualTo(2);
        assertThat(jobs.dead("", 10))
                .extracting(DeadJob::id)
                .containsExactlyInAnyOrder(ids.get(0), ids.get(2), ids.get(4));
    }

    @Test
    void whatSharesATransactionWithAHandlerThatHeedsNothingRunsAgain() {
        Jobs jobs =
                rig.jobs(shared().timeout(Duration.ofSeconds(1)).retry(RetryPolicy.NONE).build());
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger runsOfOther = new AtomicInteger();
        List<Long> ids = enqueued(jobs, "other", "deaf");
        work(
                jobs,
                (note, context) -> {
                    Rig.effect(context);
                    if (note.text().equals("other")) {
                        runsOfOther.incrementAndGet();
                        return;
                    }
                    begun.countDown();
                    while (release.getCount() > 0) {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                        }
                    }
                });

        Rig.await("both began", () -> begun.getCount() == 0);
        clock.addAndGet(Duration.ofMillis(1_100).toNanos());
        Rig.await("it is interrupted", () -> interrupted.getCount() == 0);
        clock.addAndGet(Runs.HEED.toNanos());
        letClockGoOn(); // a scan that a leap of the clock made long is paused after
        awaitAllDone();
        release.countDown();
        assertThat(runsOfOther).hasValue(2);
        assertThat(effects()).isOne();
        assertThat(effectsOnce()).isOne();
        assertThat(jobs.dead("", 10)).extracting(DeadJob::id).containsExactly(ids.get(1));
    }

    @Test
    void aTransactionDoesNotWaitForTheNextTokenOfTheRate() {
        Jobs jobs = rig.jobs(shared().concurrency(2).ratePerSecond(10).build());
        AtomicInteger begun = new AtomicInteger();
        enqueued(jobs, "a", "b", "c");
        work(
                jobs,
                (note, context) -> {
                    if (begun.incrementAndGet() == 1) {
                        Rig.await("another is claimed", () -> leased() == 2);
                    }
                    Rig.effect(context);
                });

        Rig.await(
                "one begins",
                () -> {
                    if (begun.get() == 0) {
                        clock.addAndGet(Duration.ofMillis(10).toNanos());
                    }
                    return begun.get() > 0;
                });
        Rig.await("it is committed while the other waits for its token", () -> effects() == 1);
        assertThat(begun).hasValue(1);
        letClockGoOn();
        awaitAllDone();
        assertThat(effectsOnce()).isEqualTo(3);
    }

    private long leased() {
        return rig.number("SELECT count(*) FROM headroom_job WHERE state = 2");
    }

    @Test
    void jobsShareATransactionOnlyInTheModeThatHasOne() {
        assertThatThrownBy(() -> Rig.queue().jobsPerTransaction(2).build())
                .hasMessage("jobsPerTransaction must be 1 in mode GROUP, but is 2");
        assertThatThrownBy(() -> shared().jobsPerTransaction(51).build())
                .hasMessage("jobsPerTransaction must be 1 to 50, but is 51");
    }
}
