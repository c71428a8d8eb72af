package io.headroom.benchmarks.jobs;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.BackgroundJobRequest;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;

/// JobRunr's free edition with the shortest pause between looks that it allows; workers that get
/// idle ask for more before.
final class JobRunrJobs implements Contender {

    private static final CompletableFuture<Effect> EFFECT = new CompletableFuture<>();

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
            EFFECT.join().run();
        }
    }

    @Override
    public String title() {
        return "JobRunr";
    }

    @Override
    public int jobs(boolean inserting) {
        return 8_000;
    }

    @Override
    public void fill(DataSource database, int count) {
        JobRunr.configure()
                .useStorageProvider(SqlStorageProviderFactory.using(database))
                .initialize();
        BackgroundJobRequest.enqueue(IntStream.range(0, count).mapToObj(Order::new));
    }

    @Override
    public String left() {
        return "jobrunr_jobs WHERE state NOT IN ('SUCCEEDED', 'DELETED')";
    }

    @Override
    public void work(DataSource database, Effect effect) {
        EFFECT.complete(effect);
        JobRunr.configure()
                .useStorageProvider(SqlStorageProviderFactory.using(database))
                .useBackgroundJobServer(
                        usingStandardBackgroundJobServerConfiguration()
                                .andWorkerCount(64)
                                .andPollInterval(Duration.ofSeconds(5)))
                .initialize();
    }
}
