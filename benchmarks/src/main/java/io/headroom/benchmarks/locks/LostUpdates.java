package io.headroom.benchmarks.locks;

import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.EmbeddedRedisReplication;
import io.headroom.embedded.PostgresOptions;
import io.headroom.embedded.RedisOptions;
import io.headroom.embedded.ReplicationOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/// `./headroom bench lock-faults`: two processes add one to a number under a lock. The first is
/// between its read and its write when something goes wrong; the second does its whole update; the
/// first goes on. An update is lost when it was reported and did not arrive.
public final class LostUpdates {

    private static final int TRIES = 3;

    private final EmbeddedPostgres postgres;

    private LostUpdates(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    private enum Fault {
        HOLDER_STOPPED_BEYOND_ITS_LEASE,
        REDIS_KILLED_WITHOUT_PERSISTENCE,
        FAIL_OVER_TO_A_LAGGING_REPLICA
    }

    /// Prints the table.
    ///
    /// @param arguments none
    public static void main(String[] arguments) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresOptions.temporary())) {
            new LostUpdates(postgres).measure();
        }
    }

    private void measure() throws Exception {
        System.out.printf(
                "updates reported and lost, of %d tries of two updates each%n%n| |", TRIES);
        for (Fault fault : Fault.values()) {
            System.out.printf(" %s |", words(fault));
        }
        System.out.printf("%n|---|%s%n", "---|".repeat(Fault.values().length));
        for (Update update : Update.values()) {
            StringBuilder row = new StringBuilder("| %s |".formatted(words(update)));
            for (Fault fault : Fault.values()) {
                int reported = 0;
                int arrived = 0;
                for (int i = 0; i < TRIES; i++) {
                    createAccount();
                    reported += attempt(update, fault);
                    arrived += Update.read(postgres.dataSource());
                }
                row.append(" %d of %d |".formatted(reported - arrived, reported));
            }
            System.out.println(row);
        }
    }

    private static String words(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void createAccount() throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS account");
            statement.execute("CREATE TABLE account AS SELECT 0 AS n");
        }
    }

    private int attempt(Update update, Fault fault) throws Exception {
        DataSource database = postgres.dataSource();
        return switch (fault) {
            case HOLDER_STOPPED_BEYOND_ITS_LEASE -> {
                try (EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.temporary());
                        Holder holder = new Holder(update, redis.url(), postgres)) {
                    holder.signal("STOP");
                    update.run(redis.url(), database, () -> {});
                    holder.signal("CONT");
                    yield 1 + holder.goOn();
                }
            }
            case REDIS_KILLED_WITHOUT_PERSISTENCE -> {
                try (EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.temporary());
                        Holder holder = new Holder(update, redis.url(), postgres)) {
                    redis.restartEmpty();
                    yield besides(update, redis.url(), holder);
                }
            }
            case FAIL_OVER_TO_A_LAGGING_REPLICA -> {
                try (EmbeddedRedisReplication redis =
                        EmbeddedRedisReplication.start(ReplicationOptions.temporary())) {
                    EmbeddedRedis old = redis.primary();
                    EmbeddedRedis replica = redis.replicas().getFirst();
                    redis.detach(replica);
                    try (Holder holder = new Holder(update, old.url(), postgres)) {
                        old.kill();
                        redis.promote(replica);
                        yield besides(update, replica.url(), holder);
                    }
                }
            }
        };
    }

    /// A strict lock, which has no part in Redis, is still held: its first holder ends first.
    private int besides(Update update, String redis, Holder holder) throws Exception {
        int reported = 0;
        if (update == Update.HEADROOM_STRICT) {
            reported = holder.goOn();
        }
        update.run(redis, postgres.dataSource(), () -> {});
        return reported + 1 + (update == Update.HEADROOM_STRICT ? 0 : holder.goOn());
    }

    /// The first process, which has read.
    private static final class Holder implements AutoCloseable {

        private final Process process;
        private final BufferedReader answers;

        Holder(Update update, String redis, EmbeddedPostgres postgres) throws IOException {
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Update.class.getName(),
                                    update.name(),
                                    redis,
                                    postgres.jdbcUrl(),
                                    postgres.user(),
                                    postgres.password())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            answers =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            expect("READ");
        }

        private String expect(String... expected) throws IOException {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                for (String each : expected) {
                    if (line.equals(each)) {
                        return line;
                    }
                }
            }
            throw new IOException("the holder ended without a word");
        }

        void signal(String name) throws IOException, InterruptedException {
            int status =
                    new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new IOException("kill -s " + name + " failed with " + status);
            }
        }

        /// How many updates it reports.
        int goOn() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            return expect("WROTE", "REFUSED").equals("WROTE") ? 1 : 0;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
