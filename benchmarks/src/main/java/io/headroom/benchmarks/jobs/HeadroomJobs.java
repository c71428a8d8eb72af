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
record HeadroomJobs(Mode mode, int jobs) implements Contender {

    private static final int CHUNK = 5_000;

    /// A payload.
    record Order(long number) {}

    static final JobType<Order> ORDER = JobType.of("order", Order.class);

    @Override
    public String title() {
        return "Headroom " + mode;
    }

    static void tables(DataSource database) throws Exception {
        try (InputStream file = Jobs.class.getResourceAsStream("headroom_jobs.sql")) {
            if (file == null) {
                throw new IllegalStateException("headroom_jobs.sql is missing");
            }
            Contender.execute(database, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static Jobs jobs(DataSource database, Mode mode, WakeUp wakeUp) {
        return new Jobs(
                database,
                List.of(
                        QueueOptions.of("default")
                                .withMode(mode)
                                .withConcurrency(mode == Mode.SYNC ? 100 : 32)),
                JobsOptions.DEFAULT,
                wakeUp);
    }

    @Override
    public void fill(DataSource database, int count) throws Exception {
        tables(database);
        Jobs jobs = jobs(database, mode, WakeUp.none());
        for (int from = 0; from < count; from += CHUNK) {
            List<NewJob<Order>> chunk = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + CHUNK); i++) {
                chunk.add(ORDER.job(new Order(i)));
            }
            jobs.enqueueAll(chunk);
        }
    }

    @Override
    public String leftSql() {
        return "SELECT EXISTS (SELECT FROM headroom_job)";
    }

    @Override
    public void work(DataSource database, Runnable job) {
        JobWorker worker =
                JobWorker.on(jobs(database, mode, WakeUp.none()), "bench")
                        .handling(ORDER, (order, context) -> job.run())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
    }
}
