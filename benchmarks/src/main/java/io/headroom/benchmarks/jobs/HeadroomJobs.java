package io.headroom.benchmarks.jobs;

import io.headroom.jobs.JobType;
import io.headroom.jobs.JobWorker;
import io.headroom.jobs.Jobs;
import io.headroom.jobs.JobsOptions;
import io.headroom.jobs.Mode;
import io.headroom.jobs.NewJob;
import io.headroom.jobs.QueueOptions;
import io.headroom.jobs.WakeUp;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/// Ours.
record HeadroomJobs(Mode mode, boolean asyncCommit, int jobsPerTransaction, int noOps, int inserts)
        implements Contender {

    static final HeadroomJobs GROUP = new HeadroomJobs(Mode.GROUP, false, 1, 200_000, 40_000);
    static final HeadroomJobs GROUP_ASYNC = new HeadroomJobs(Mode.GROUP, true, 1, 200_000, 150_000);
    static final HeadroomJobs SYNC = new HeadroomJobs(Mode.SYNC, false, 1, 100_000, 40_000);
    static final HeadroomJobs SYNC_ASYNC = new HeadroomJobs(Mode.SYNC, true, 1, 100_000, 60_000);
    static final HeadroomJobs IN_TX = new HeadroomJobs(Mode.IN_TX, false, 50, 100_000, 80_000);

    private static final int CHUNK = 5_000;

    /// A payload.
    record Order(long number) {}

    static final JobType<Order> ORDER = JobType.of("order", Order.class);

    @Override
    public String title() {
        return "Headroom "
                + mode
                + (asyncCommit ? ", asynchronous commits" : "")
                + (jobsPerTransaction > 1 ? ", " + jobsPerTransaction + " jobs a transaction" : "");
    }

    @Override
    public int jobs(boolean inserting) {
        return inserting ? inserts : noOps;
    }

    static void tables(DataSource database) throws Exception {
        try (InputStream file = Jobs.class.getResourceAsStream("headroom_jobs.sql")) {
            if (file == null) {
                throw new IllegalStateException("headroom_jobs.sql is missing");
            }
            BenchServer.execute(database, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Jobs jobs(DataSource database, Mode mode, WakeUp wakeUp) {
        return jobs(database, QueueOptions.named("default").mode(mode).concurrency(32), wakeUp);
    }

    private static Jobs jobs(DataSource database, QueueOptions.Builder queue, WakeUp wakeUp) {
        return new Jobs(database, List.of(queue.build()), JobsOptions.DEFAULT, wakeUp);
    }

    private Jobs jobs(DataSource database) {
        int concurrency =
                switch (mode) {
                    case GROUP -> asyncCommit ? 4 : 32;
                    case SYNC -> asyncCommit ? 16 : 100;
                    case IN_TX -> 8;
                };
        return jobs(
                database,
                QueueOptions.named("default")
                        .mode(mode)
                        .asyncCommit(asyncCommit)
                        .jobsPerTransaction(jobsPerTransaction)
                        .concurrency(concurrency),
                WakeUp.none());
    }

    @Override
    public void fill(DataSource database, int count) throws Exception {
        tables(database);
        Jobs jobs = jobs(database);
        for (int from = 0; from < count; from += CHUNK) {
            List<NewJob<Order>> chunk = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + CHUNK); i++) {
                chunk.add(ORDER.job(new Order(i)));
            }
            jobs.enqueueAll(chunk);
        }
    }

    @Override
    public String left() {
        return "headroom_job";
    }

    @Override
    public void work(DataSource database, Effect effect) {
        JobWorker worker =
                JobWorker.on(jobs(database), "bench")
                        .handling(
                                ORDER,
                                (order, context) -> {
                                    if (asyncCommit || mode == Mode.IN_TX) {
                                        effect.in(context.connection());
                                    } else {
                                        effect.run();
                                    }
                                })
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    }
}
