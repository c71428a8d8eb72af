package io.headroom.benchmarks.jobs;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.headroom.jobs.Mode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// A node: works until it is killed.
final class WorkerProcess {

    static final List<Contender> CONTENDERS =
            List.of(
                    new HeadroomJobs(Mode.GROUP, 200_000),
                    new HeadroomJobs(Mode.SYNC, 100_000),
                    new DbScheduler(50_000),
                    new JobRunrJobs(8_000),
                    new QuartzJobs(1_500));

    private WorkerProcess() {}

    static HikariDataSource pool(String url, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(20);
        config.setMinimumIdle(2);
        return new HikariDataSource(config);
    }

    /// Works.
    ///
    /// @param arguments the number of the contender, and whether each job inserts a row
    public static void main(String[] arguments) throws Exception {
        HikariDataSource pool =
                pool(
                        System.getenv("BENCH_URL"),
                        System.getenv("BENCH_USER"),
                        System.getenv("BENCH_PASSWORD"));
        AtomicBoolean first = new AtomicBoolean(true);
        AtomicLong number = new AtomicLong();
        boolean inserts = Boolean.parseBoolean(arguments[1]);
        CONTENDERS
                .get(Integer.parseInt(arguments[0]))
                .work(
                        pool,
                        () -> {
                            if (first.get() && first.compareAndSet(true, false)) {
                                System.out.println("first");
                                System.out.flush();
                            }
                            if (inserts) {
                                insert(pool, number.incrementAndGet());
                            }
                        });
        new CountDownLatch(1).await();
    }

    private static void insert(HikariDataSource pool, long number) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("INSERT INTO effect (number) VALUES (?)")) {
            statement.setLong(1, number);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
