package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.jobs.JobStatus.State;
import io.headroom.jobs.Rig.Note;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A worker from its start to its end, and what it tells meanwhile.
class JobWorkerIT {

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void progressAndResultsAreSeen() {
        Jobs jobs = rig.jobs(Rig.DEFAULT);
        CountDownLatch go = new CountDownLatch(1);
        rig.work(
                jobs,
                (note, context) -> {
                    context.progress(0.5, "half way");
                    go.await();
                    context.result(Map.of("pages", 3));
                });
        long id = Rig.id(jobs.enqueue(Rig.NOTE.job(new Note("x"))));

        Rig.await("half way", () -> jobs.find(id).orElseThrow().note().equals("half way"));
        assertThat(jobs.find(id).orElseThrow().progress()).isEqualTo(0.5);
        go.countDown();
        Rig.await("done", () -> Rig.state(jobs, id) == State.DONE);
        assertThat(jobs.find(id).orElseThrow().result()).isEqualTo("{\"pages\":3}");
    }

    @Test
    void anOrderlyStopFinishesWhatRunsAndGivesBackTheRest() {
        Jobs jobs = rig.jobs(Rig.queue().concurrency(4).build());
        CountDownLatch go = new CountDownLatch(1);
        Map<Long, Integer> runs = new ConcurrentHashMap<>();
        JobWorker worker =
                rig.work(
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
        rig.work(jobs, (note, context) -> runs.merge(context.id(), 1, Integer::sum));
        Rig.await(
                "all",
                () -> runs.size() == 100 && rig.number("SELECT count(*) FROM headroom_job") == 0);
        assertThat(runs.values()).containsOnly(1);
    }

    @Test
    void whatDoesNotFinishInTheGraceIsInterruptedAndGivenBack() {
        Jobs jobs = rig.jobs(Rig.DEFAULT);
        JobWorker worker = rig.work(jobs, (note, context) -> new CountDownLatch(1).await());
        long id = Rig.id(jobs.enqueue(Rig.NOTE.job(new Note("x"))));
        Rig.await("it runs", () -> worker.running() == 1);
        worker.close();
        JobStatus status = jobs.find(id).orElseThrow();
        assertThat(status.state()).isEqualTo(State.READY);
        assertThat(status.failures()).isZero();
    }
}
