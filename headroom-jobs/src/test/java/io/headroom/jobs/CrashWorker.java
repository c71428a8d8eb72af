package io.headroom.jobs;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/// A process that works until it is killed: a queue for each way to work, and an effect for each
/// run.
final class CrashWorker {

    /// A way to work.
    enum Way {
        GROUP(Mode.GROUP, 1, false),
        GROUP_ASYNC(Mode.GROUP, 1, true),
        SYNC(Mode.SYNC, 1, false),
        IN_TX(Mode.IN_TX, 1, false),
        IN_TX_SHARED(Mode.IN_TX, 20, false);

        private final Mode mode;
        private final int jobsPerTransaction;
        private final boolean asyncCommit;

        Way(Mode mode, int jobsPerTransaction, boolean asyncCommit) {
            this.mode = mode;
            this.jobsPerTransaction = jobsPerTransaction;
            this.asyncCommit = asyncCommit;
        }

        boolean isInTx() {
            return mode == Mode.IN_TX;
        }
    }

    /// One job of so many fails once, after its effect.
    private static final int FAILS = 41;

    /// A payload: the number of the business row that the job belongs to.
    record Work(int number) {}

    static final JobsOptions OPTIONS =
            JobsOptions.DEFAULT
                    .withLease(Duration.ofSeconds(2))
                    .withPoll(Duration.ofMillis(100))
                    .withMaxCrashes(1_000);

    private CrashWorker() {}

    static List<QueueOptions> queues() {
        return Arrays.stream(Way.values()).map(CrashWorker::queue).toList();
    }

    private static QueueOptions queue(Way way) {
        return QueueOptions.named(name(way))
                .mode(way.mode)
                .jobsPerTransaction(way.jobsPerTransaction)
                .asyncCommit(way.asyncCommit)
                .concurrency(4)
                .retry(
                        RetryPolicy.DEFAULT
                                .withRetries(1_000)
                                .withPauses(
                                        RetryPolicy.Growth.FIXED,
                                        Duration.ofMillis(100),
                                        Duration.ofMillis(100)))
                .build();
    }

    static String name(Way way) {
        return way.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static JobType<Work> type(Way way) {
        return JobType.of("work-" + name(way), Work.class).inQueue(name(way));
    }

    /// Works.
    ///
    /// @param arguments the node's name
    public static void main(String[] arguments) throws Exception {
        String url = System.getenv("JOBS_URL");
        HikariDataSource pool =
                Rig.pool(url, System.getenv("JOBS_USER"), System.getenv("JOBS_PASSWORD"));
        Jobs jobs = new Jobs(pool, queues(), OPTIONS, new Rig.LocalWakeUp());
        JobWorker.Builder builder = JobWorker.on(jobs, arguments[0]);
        for (Way way : Way.values()) {
            builder.handling(
                    type(way),
                    (work, context) -> {
                        if (way.isInTx() || way.asyncCommit) {
                            effect(context.connection(), work.number());
                            if (work.number() % FAILS == 0 && context.failures() == 0) {
                                throw new IllegalStateException("as it shall");
                            }
                        } else {
                            try (Connection connection = pool.getConnection()) {
                                effect(connection, work.number());
                            }
                        }
                    });
        }
        builder.start();
        new CountDownLatch(1).await();
    }

    private static void effect(Connection connection, int number) throws SQLException {
        try (var statement = connection.prepareStatement("INSERT INTO effect (job) VALUES (?)")) {
            statement.setInt(1, number);
            statement.executeUpdate();
        }
    }
}
