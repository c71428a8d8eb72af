package io.headroom.postgres.index;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import org.postgresql.ds.PGSimpleDataSource;

/// A Java process that makes index changes until it is killed: `URL USER PASSWORD WINDOW_MILLIS`.
final class IndexNode {

    private IndexNode() {}

    public static void main(String[] arguments) throws InterruptedException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setURL(arguments[0]);
        database.setUser(arguments[1]);
        database.setPassword(arguments[2]);
        Duration window = Duration.ofMillis(Long.parseLong(arguments[3]));
        IndexChanges changes = changes(database, window, "killed-node");
        new IndexChangeSchedule(changes, true, Executors.newScheduledThreadPool(2), new Random(1))
                .start();
        Thread.currentThread().join();
    }

    static IndexChanges changes(javax.sql.DataSource database, Duration window, String name) {
        return new IndexChanges(
                database,
                database,
                IndexChangeOptions.defaults()
                        .withObservation(window, window)
                        .withLockTimeout(Duration.ofSeconds(30)),
                DiskSpace.ofLocalServer(),
                List::of,
                name,
                InstantSource.system(),
                System::nanoTime);
    }
}
