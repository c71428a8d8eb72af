package io.headroom.benchmarks.jobs;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import java.time.Duration;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.BackgroundJobRequest;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;

/// JobRunr's free edition with its shortest pause between looks.
record JobRunrJobs(int jobs) implements Contender {

    private static volatile Runnable work = () -> {};

    /// A payload.
    public record Order(int number) implements JobRequest {
        @Override
        public Class<Handler> getJobRequestHandler() {
            return Handler.class;
        }
    }

    /// Its handler.
    public static final class Handler implements JobRequestHandler<Order> {
        @Override
        public void run(Order order) {
            work.run();
        }
    }

    @Override
    public String title() {
        return "JobRunr";
    }

    @Override
    public void fill(DataSource database, int count) {
        JobRunr.configure()
                .useStorageProvider(SqlStorageProviderFactory.using(database))
                .initialize();
        BackgroundJobRequest.enqueue(IntStream.range(0, count).mapToObj(Order::new));
    }

    @Override
    public String leftSql() {
        return "SELECT EXISTS (SELECT FROM jobrunr_jobs WHERE state IN ('ENQUEUED', 'PROCESSING'))";
    }

    @Override
    public void work(DataSource database, Runnable job) {
        work = job;
        JobRunr.configure()
                .useStorageProvider(SqlStorageProviderFactory.using(database))
                .useBackgroundJobServer(
                        usingStandardBackgroundJobServerConfiguration()
                                .andWorkerCount(64)
                                .andPollInterval(Duration.ofMillis(200)))
                .initialize();
    }
}
