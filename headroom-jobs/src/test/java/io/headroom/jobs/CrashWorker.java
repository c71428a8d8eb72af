package io.headroom.jobs;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A process that works until it is killed: a queue for each mode, and an effect for each run.
final class CrashWorker {

    /// A payload: the number of the business row that the job belongs to.
    record Work(int number) {}

    static final JobsOptions OPTIONS =
            JobsOptions.DEFAULT
                    .withLease(Duration.ofSeconds(2))
                    .withPoll(Duration.ofMillis(100))
                    .withMaxCrashes(1_000);

    private CrashWorker() {}

    static List<QueueOptions> queues() {
        return List.of(queue(Mode.GROUP), queue(Mode.SYNC), queue(Mode.IN_TX));
    }

    private static QueueOptions queue(Mode mode) {
        return QueueOptions.of(name(mode))
                .withMode(mode)
                .withConcurrency(4)
                .withRetry(
                        RetryPolicy.DEFAULT
                                .withRetries(1_000)
                                .withPauses(
                                        RetryPolicy.Growth.FIXED,
                                        Duration.ofMillis(100),
                                        Duration.ofMillis(100)));
    }

    static String name(Mode mode) {
        return mode.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    static JobType<Work> type(Mode mode) {
        return JobType.of("work-" + name(mode), Work.class).inQueue(name(mode));
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
        for (Mode mode : Mode.values()) {
            builder.handling(
                    type(mode),
                    (work, context) -> {
                        if (mode == Mode.IN_TX) {
                            effect(context.connection(), work.number());
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
