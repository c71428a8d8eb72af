package io.headroom.benchmarks.jobs;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/// Quartz with its clustered JDBC store, taking many triggers at a time. Its threads wait for one
/// lock in the database, each with a connection: so there are fewer than connections.
final class QuartzJobs implements Contender {

    private static final CompletableFuture<Effect> EFFECT = new CompletableFuture<>();

    /// The job.
    public static final class Order implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            EFFECT.join().run();
        }
    }

    @Override
    public String title() {
        return "Quartz";
    }

    @Override
    public int jobs(boolean inserting) {
        return 2_000;
    }

    @Override
    public void fill(DataSource database, int count) throws Exception {
        try (InputStream file =
                Scheduler.class.getResourceAsStream(
                        "/org/quartz/impl/jdbcjobstore/tables_postgres.sql")) {
            if (file == null) {
                throw new IllegalStateException("Quartz has no tables_postgres.sql");
            }
            BenchServer.execute(
                    database,
                    new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .replaceAll("(?im)^(commit|drop table).*;", ""));
        }
        Scheduler scheduler = scheduler(database);
        JobDetail order =
                JobBuilder.newJob(Order.class).withIdentity("order").storeDurably().build();
        Set<Trigger> triggers = new HashSet<>();
        for (int i = 0; i < count; i++) {
            triggers.add(
                    TriggerBuilder.newTrigger()
                            .forJob(order)
                            .withIdentity("t" + i)
                            .startNow()
                            .build());
        }
        scheduler.scheduleJobs(Map.of(order, triggers), true);
        // The process knows a scheduler by its name, and would get this one for the next database.
        scheduler.shutdown();
    }

    @Override
    public String left() {
        return "(SELECT 1 FROM qrtz_triggers UNION ALL SELECT 1 FROM qrtz_fired_triggers) AS t";
    }

    @Override
    public void work(DataSource database, Effect effect) throws Exception {
        EFFECT.complete(effect);
        scheduler(database).start();
    }

    private static Scheduler scheduler(DataSource database) throws SchedulerException {
        DBConnectionManager.getInstance().addConnectionProvider("bench", new Pool(database));
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "bench");
        properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        properties.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", "16");
        properties.setProperty("org.quartz.threadPool.threadCount", "16");
        properties.setProperty(
                "org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        properties.setProperty(
                "org.quartz.jobStore.driverDelegateClass",
                "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
        properties.setProperty("org.quartz.jobStore.dataSource", "bench");
        properties.setProperty("org.quartz.jobStore.isClustered", "true");
        properties.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
        properties.setProperty("org.quartz.jobStore.misfireThreshold", "3600000");
        return new StdSchedulerFactory(properties).getScheduler();
    }

    private record Pool(DataSource database) implements ConnectionProvider {
        @Override
        public Connection getConnection() throws SQLException {
            return database.getConnection();
        }

        @Override
        public void shutdown() {}

        @Override
        public void initialize() {}
    }
}
