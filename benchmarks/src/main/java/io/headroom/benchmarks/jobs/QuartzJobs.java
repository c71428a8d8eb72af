package io.headroom.benchmarks.jobs;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/// Quartz with its clustered JDBC store, taking many triggers at a time.
record QuartzJobs(int jobs) implements Contender {

    private static volatile Runnable work = () -> {};

    /// The job.
    public static final class Order implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            work.run();
        }
    }

    @Override
    public String title() {
        return "Quartz";
    }

    @Override
    public void fill(DataSource database, int count) throws Exception {
        try (InputStream file =
                Scheduler.class.getResourceAsStream(
                        "/org/quartz/impl/jdbcjobstore/tables_postgres.sql")) {
            if (file == null) {
                throw new IllegalStateException("Quartz has no tables_postgres.sql");
            }
            Contender.execute(
                    database,
                    new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .replaceAll("(?im)^(commit|drop table).*;", ""));
        }
        Scheduler scheduler = scheduler(database);
        JobDetail order =
                JobBuilder.newJob(Order.class).withIdentity("order").storeDurably().build();
        scheduler.addJob(order, true);
        for (int i = 0; i < count; i++) {
            scheduler.scheduleJob(
                    TriggerBuilder.newTrigger()
                            .forJob(order)
                            .withIdentity("t" + i)
                            .startNow()
                            .build());
        }
    }

    @Override
    public String leftSql() {
        return "SELECT EXISTS (SELECT FROM qrtz_triggers) OR EXISTS (SELECT FROM qrtz_fired_triggers)";
    }

    @Override
    public void work(DataSource database, Runnable job) throws Exception {
        work = job;
        scheduler(database).start();
    }

    private static Scheduler scheduler(DataSource database) throws SchedulerException {
        DBConnectionManager.getInstance().addConnectionProvider("bench", new Pool(database));
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "bench");
        properties.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        properties.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", "50");
        properties.setProperty("org.quartz.threadPool.threadCount", "50");
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
