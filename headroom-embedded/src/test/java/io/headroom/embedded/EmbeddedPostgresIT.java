package io.headroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class EmbeddedPostgresIT {

    private static final List<String> SAFETY =
            List.of("fsync", "synchronous_commit", "full_page_writes");

    @TempDir Path directory;

    @Test
    void aDurableServerKeepsItsDataOverKillAndRestart() throws Exception {
        PostgresOptions options = PostgresOptions.durable(directory.resolve("with a space"));
        int port;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options)) {
            port = postgres.port();
            assertThat(show(postgres, SAFETY).values()).containsOnly("on");
            assertThat(show(postgres, List.of("server_version", "wal_level", "port")))
                    .containsEntry("wal_level", "logical")
                    .containsEntry("port", Integer.toString(port))
                    .hasEntrySatisfying(
                            "server_version",
                            v -> assertThat(v).startsWith(postgres.majorVersion() + "."));
            execute(postgres, "CREATE EXTENSION pg_stat_statements");
            execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
            long before = postgres.pid();

            postgres.kill();

            assertThat(postgres.isAlive()).isFalse();
            assertThat(postgres.onExit()).succeedsWithin(Duration.ofSeconds(5));
            postgres.restart();
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(postgres.pid()).isNotEqualTo(before);
            assertThat(answer(postgres)).isEqualTo(42);
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(
                                            postgres.dataDirectory().resolve("password"))))
                    .isEqualTo("rw-------");
            postgres.kill();
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options.withPort(port))) {
            assertThat(answer(postgres)).isEqualTo(42);
        }
    }

    @Test
    void aVolatileServerForcesNothingToDiskAndItsFolderEndsWithIt() throws Exception {
        EmbeddedPostgres postgres =
                EmbeddedPostgres.start(PostgresOptions.temporary().withSetting("work_mem", "7MB"));
        try (postgres) {
            assertThat(show(postgres, SAFETY).values()).containsOnly("off");
            assertThat(show(postgres, List.of("work_mem")).values()).containsOnly("7MB");
        }
        assertThat(postgres.dataDirectory()).doesNotExist();
        assertThat(postgres.isAlive()).isFalse();
    }

    @Test
    void aWrongPasswordIsRefused() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(TestServers.postgres().jdbcUrl());
        source.setUser("headroom");
        source.setPassword("wrong");
        assertThatThrownBy(source::getConnection)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken =
                new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() ->
                            EmbeddedPostgres.start(
                                    PostgresOptions.durable(directory).withPort(port)))
                    .isInstanceOf(EmbeddedServerException.PortInUse.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        }
    }

    @Test
    void aSecondServerOnTheSameDirectoryIsRefusedAndTheFirstGoesOn() {
        PostgresOptions options = PostgresOptions.durable(directory);
        try (EmbeddedPostgres first = EmbeddedPostgres.start(options)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> EmbeddedPostgres.start(options))
                        .isInstanceOf(EmbeddedServerException.DataDirectoryInUse.class)
                        .hasMessageContaining(directory.toString());
            }
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void aProcessFileThatNamesAnUnrelatedProcessDoesNotHinderTheStart() throws Exception {
        PostgresOptions options = PostgresOptions.durable(directory);
        EmbeddedPostgres.start(options).close();
        Process unrelated = new ProcessBuilder("sleep", "60").start();
        try {
            Path cluster = directory.resolve("cluster");
            Files.writeString(
                    cluster.resolve("postmaster.pid"),
                    "%d\n%s\n1\n5432\n\n\n\n".formatted(unrelated.pid(), cluster));
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options)) {
                assertThat(postgres.isAlive()).isTrue();
            }
        } finally {
            unrelated.destroyForcibly();
        }
    }

    @Test
    void aSettingThatTheServerRefusesIsInTheMessage() {
        assertThatThrownBy(() ->
                        EmbeddedPostgres.start(
                                PostgresOptions.durable(directory)
                                        .withSetting("work_mem", "plenty")))
                .isInstanceOf(EmbeddedServerException.StartFailed.class)
                .hasMessageContaining("work_mem");
    }

    @Test
    void programsThatAreNotThereAreNamed() {
        for (PostgresPrograms programs :
                List.of(
                        new PostgresPrograms.Installed(directory.resolve("nowhere")),
                        new PostgresPrograms.Archived(directory.resolve("nowhere")))) {
            assertThatThrownBy(() ->
                            EmbeddedPostgres.start(
                                    PostgresOptions.durable(directory.resolve("data")), programs))
                    .isInstanceOf(EmbeddedServerException.StartFailed.class)
                    .hasMessageContaining("nowhere");
        }
    }

    @Test
    void aDatabaseFromAPreparationIsACopyOfItsOwn() throws Exception {
        TestServers.Preparation preparation =
                db -> {
                    try (var connection = db.getConnection();
                            var statement = connection.createStatement()) {
                        statement.execute("CREATE TABLE kept AS SELECT 1 AS answer");
                    }
                };
        try (TestDatabase one = TestServers.newDatabase("kept", preparation);
                TestDatabase two = TestServers.newDatabase("kept", preparation);
                var first = one.dataSource().getConnection();
                var second = two.dataSource().getConnection()) {
            assertThat(first.createStatement().executeUpdate("DELETE FROM kept")).isEqualTo(1);
            assertThat(second.createStatement().executeUpdate("DELETE FROM kept")).isEqualTo(1);
        }
    }

    @Test
    void clientsAreCutOffWhenTheServerCloses() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresOptions.durable(directory));
        var connection = postgres.dataSource().getConnection();
        long start = System.nanoTime();
        postgres.close();
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(20);
        assertThat(connection.isValid(1)).isFalse();
    }

    private static Map<String, String> show(EmbeddedPostgres postgres, List<String> names)
            throws SQLException {
        Map<String, String> values = new TreeMap<>();
        try (var connection = postgres.dataSource().getConnection();
                var statement = connection.createStatement()) {
            for (String name : names) {
                try (var result = statement.executeQuery("SHOW " + name)) {
                    result.next();
                    values.put(name, result.getString(1));
                }
            }
        }
        return values;
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = postgres.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int answer(EmbeddedPostgres postgres) throws SQLException {
        try (var connection = postgres.dataSource().getConnection();
                var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT answer FROM kept")) {
            result.next();
            return result.getInt(1);
        }
    }
}
