package io.headroom.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// The servers that all tests of a Java process share: volatile, in temporary directories, started
/// on first use, ended with the process. Safe for use by many threads.
///
/// A test that kills, restarts or reconfigures a server starts one of its own instead.
///
/// The variable `HEADROOM_TEST_POSTGRES` names a folder with another PostgreSQL than the bundled
/// one: the programs of an installed server, or an unpacked artifact of another version.
///
/// ```java
/// private final TestDatabase db = TestServers.newDatabase();
/// ```
public final class TestServers {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Map<String, String> TEMPLATES = new HashMap<>();

    private TestServers() {}

    /// Fills a database once, for many tests to start from. It must close all its connections.
    public interface Preparation {
        void prepare(DataSource database) throws Exception;
    }

    /// Which PostgreSQL the tests run on; for a test that starts a server of its own.
    public static PostgresPrograms postgresPrograms() {
        String configured = System.getenv("HEADROOM_TEST_POSTGRES");
        if (configured == null || configured.isEmpty()) {
            return new PostgresPrograms.Bundled();
        }
        Path folder = Path.of(configured).toAbsolutePath();
        return Files.exists(folder.resolve("postgres"))
                ? new PostgresPrograms.Installed(folder)
                : new PostgresPrograms.Archived(folder);
    }

    /// The shared PostgreSQL server. Tests use [#newDatabase] rather than its own database.
    public static EmbeddedPostgres postgres() {
        return Postgres.SERVER;
    }

    /// The shared Redis server. Tests share its keys too: each takes a key prefix of its own.
    public static EmbeddedRedis redis() {
        return Redis.SERVER;
    }

    /// The shared Redis Cluster of three masters without replicas. Tests share its keys, too.
    public static EmbeddedRedisCluster redisCluster() {
        return Cluster.SERVERS;
    }

    /// A new empty database.
    public static TestDatabase newDatabase() {
        return create("template0", "");
    }

    /// A new database with the content that the preparation of this name made: it runs for the
    /// first caller in this Java process, later ones get copies.
    ///
    /// @param template names the content: the same name means the same preparation
    public static TestDatabase newDatabase(String template, Preparation preparation) {
        String source;
        synchronized (TEMPLATES) {
            source = TEMPLATES.get(template);
            if (source == null) {
                TestDatabase prepared = newDatabase();
                try {
                    preparation.prepare(prepared.dataSource());
                } catch (Exception e) {
                    prepared.close();
                    throw new IllegalStateException("cannot prepare the template " + template, e);
                }
                source = prepared.name();
                TEMPLATES.put(template, source);
            }
        }
        // Before PostgreSQL 15 there is no other way.
        return create(source, postgres().majorVersion() < 15 ? "" : " STRATEGY file_copy");
    }

    private static TestDatabase create(String template, String strategy) {
        String name = "test_" + NUMBER.incrementAndGet();
        try (var connection = postgres().dataSource("postgres").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + template + strategy);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create a test database from " + template, e);
        }
        return new TestDatabase(postgres(), name);
    }

    private static <S> S endingWithThisProcess(S server, Consumer<S> close) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> close.accept(server), "close-test-server"));
        return server;
    }

    private static final class Postgres {
        static final EmbeddedPostgres SERVER =
                endingWithThisProcess(
                        EmbeddedPostgres.start(PostgresOptions.temporary(), postgresPrograms()),
                        EmbeddedServer::close);
    }

    private static final class Redis {
        static final EmbeddedRedis SERVER =
                endingWithThisProcess(
                        EmbeddedRedis.start(RedisOptions.temporary()), EmbeddedServer::close);
    }

    private static final class Cluster {
        static final EmbeddedRedisCluster SERVERS =
                endingWithThisProcess(
                        EmbeddedRedisCluster.start(ClusterOptions.temporary()),
                        EmbeddedRedisCluster::close);
    }
}
