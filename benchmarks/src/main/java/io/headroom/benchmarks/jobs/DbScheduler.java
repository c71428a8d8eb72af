package io.headroom.benchmarks.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import javax.sql.DataSource;

/// db-scheduler with lock-and-fetch, its fastest way on PostgreSQL.
final class DbScheduler implements Contender {

    private static final String TABLE =
            """
            CREATE TABLE scheduled_tasks (
                task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
                execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,
                last_success timestamptz, last_failure timestamptz, consecutive_failures int,
                last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
                state text, PRIMARY KEY (task_name, task_instance));
            CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
            CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
            """;

    @Override
    public String title() {
        return "db-scheduler";
    }

    @Override
    public int jobs(boolean inserting) {
        return inserting ? 40_000 : 50_000;
    }

    @Override
    public void fill(DataSource database, int count) throws Exception {
        BenchServer.execute(database, TABLE);
        BenchServer.execute(
                database,
                "INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)"
                        + " SELECT 'order', i::text, now(), false, 1 FROM generate_series(1, "
                        + count
                        + ") AS i");
    }

    @Override
    public String left() {
        return "scheduled_tasks";
    }

    @Override
    public void work(DataSource database, Effect effect) {
        OneTimeTask<Void> task =
                Tasks.oneTime("order").execute((instance, context) -> effect.run());
        Scheduler.create(database, task)
                .threads(50)
                .pollUsingLockAndFetch(1.0, 4.0)
                .pollingInterval(Duration.ofMillis(200))
                .build()
                .start();
    }
}
