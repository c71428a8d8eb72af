package io.headroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledParentIT {

    @TempDir Path directory;

    @Test
    void durableServersEndWithTheirKilledParentAndKeepWhatTheyConfirmed() throws Exception {
        Started started = start("durable");
        try (var connection =
                        DriverManager.getConnection(started.jdbcUrl, "headroom", started.password);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
        }
        try (RedisClient client = RedisClient.create(started.redisUrl);
                var connection = client.connect()) {
            connection.sync().set("kept", "42");
        }

        started.killParent();

        awaitNoProcessIn(directory);
        try (EmbeddedPostgres postgres =
                        EmbeddedPostgres.start(
                                PostgresOptions.durable(directory.resolve("postgres")));
                var connection = postgres.dataSource().getConnection();
                var result = connection.createStatement().executeQuery("TABLE kept")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getInt(1)).isEqualTo(42);
        }
        try (EmbeddedRedis redis =
                        EmbeddedRedis.start(RedisOptions.durable(directory.resolve("redis")));
                RedisClient client = RedisClient.create(redis.url());
                var connection = client.connect()) {
            assertThat(connection.sync().get("kept")).isEqualTo("42");
        }
    }

    @Test
    void aNewStartRightAfterTheKillWaitsForTheOldServer() throws Exception {
        Started started = start("durable");

        started.killParent();

        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.start(PostgresOptions.durable(directory.resolve("postgres")))) {
            assertThat(postgres.isAlive()).isTrue();
        }
    }

    @Test
    void aDirectoryThatAnotherProcessUsesIsRefusedWithItsProcessId() throws Exception {
        Started started = start("durable");
        try {
            assertThatThrownBy(() ->
                            EmbeddedPostgres.start(
                                    PostgresOptions.durable(directory.resolve("postgres"))))
                    .isInstanceOf(EmbeddedServerException.DataDirectoryInUse.class)
                    .hasMessageContaining(Long.toString(started.parent.pid()));
        } finally {
            started.killParent();
            awaitNoProcessIn(directory);
        }
    }

    @Test
    void temporaryServersLeaveNeitherProcessNorFolderBehind() throws Exception {
        Started started = start("temporary");

        started.killParent();

        assertThat(started.folders).hasSize(5);
        for (Path folder : started.folders) {
            awaitNoProcessIn(folder);
            awaitGone(folder);
        }
    }

    private Started start(String kind) throws Exception {
        Process parent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledParent.class.getName(),
                                directory.toString(),
                                kind)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader reader = parent.inputReader();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("started ")) {
                return new Started(parent, List.of(line.split(" ", -1)));
            }
        }
        throw new AssertionError("the parent ended with " + parent.waitFor());
    }

    /// No process may still have its working directory, and so its data, under the folder.
    private static void awaitNoProcessIn(Path folder) throws Exception {
        Path real = Files.exists(folder) ? folder.toRealPath() : folder;
        for (int i = 0; i < 300; i++) {
            List<ProcessHandle> left =
                    ProcessHandle.allProcesses().filter(p -> worksUnder(p, real)).toList();
            if (left.isEmpty()) {
                return;
            }
            pause();
        }
        throw new AssertionError("processes are left in " + folder);
    }

    private static boolean worksUnder(ProcessHandle process, Path folder) {
        try {
            Path link = Path.of("/proc", Long.toString(process.pid()), "cwd");
            return Files.readSymbolicLink(link).startsWith(folder);
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static void awaitGone(Path folder) throws Exception {
        for (int i = 0; i < 300; i++) {
            if (!Files.exists(folder)) {
                return;
            }
            pause();
        }
        throw new AssertionError("left behind: " + folder);
    }

    private static void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(50);
    }

    private static final class Started {
        final Process parent;
        final String jdbcUrl;
        final String password;
        final String redisUrl;
        final List<Path> folders;

        Started(Process parent, List<String> words) {
            this.parent = parent;
            this.jdbcUrl = words.get(3);
            this.password = words.get(4);
            this.redisUrl = words.get(5);
            this.folders =
                    words.stream().skip(6).filter(word -> !word.isEmpty()).map(Path::of).toList();
        }

        void killParent() throws InterruptedException {
            parent.destroyForcibly();
            assertThat(parent.waitFor(Duration.ofSeconds(10))).isTrue();
        }
    }
}
