package io.headroom.postgres.advisor;

import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import io.headroom.embedded.PostgresPrograms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;

/// A server with HypoPG, started from a PostgreSQL that the machine has: HypoPG is in no Maven
/// artifact. Its data lies in a temporary directory.
final class HypoPgServer implements AutoCloseable {

    private static final String TEMPLATE = "filled";

    private final EmbeddedPostgres server;
    private int databases;

    private HypoPgServer(EmbeddedPostgres server) {
        this.server = server;
    }

    /// Starts it, with a filled database to copy; skips the tests where the machine has none.
    static HypoPgServer start() throws IOException, SQLException {
        List<Path> found = new ArrayList<>();
        // Debian and Ubuntu; Fedora and its kin.
        collect(Path.of("/usr/lib/postgresql"), "*", found);
        collect(Path.of("/usr"), "pgsql-*", found);
        Assumptions.assumeFalse(
                found.isEmpty(),
                "no PostgreSQL with HypoPG is installed here: on Debian .ci/install-hypopg installs one");
        HypoPgServer started =
                new HypoPgServer(
                        EmbeddedPostgres.start(
                                PostgresOptions.temporary(),
                                new PostgresPrograms.Installed(found.getLast())));
        started.execute("postgres", "CREATE DATABASE " + TEMPLATE);
        started.execute(TEMPLATE, "CREATE EXTENSION hypopg");
        started.execute(TEMPLATE, "CREATE EXTENSION pg_stat_statements");
        WhatIfSuite.fill(started.server.dataSource(TEMPLATE));
        return started;
    }

    private static void collect(Path parent, String name, List<Path> found) throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, name)) {
            for (Path folder : folders) {
                Path programs = folder.resolve("bin");
                if (Files.isExecutable(programs.resolve("postgres"))
                        && Files.isExecutable(programs.resolve("pg_config"))
                        && Files.exists(
                                shared(programs).resolve("extension").resolve("hypopg.control"))) {
                    found.add(programs);
                }
            }
        }
    }

    private static Path shared(Path programs) throws IOException {
        Process config =
                new ProcessBuilder(programs.resolve("pg_config").toString(), "--sharedir").start();
        return Path.of(
                new String(config.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    /// A new database with HypoPG and what [WhatIfSuite#fill] makes.
    String newDatabase() throws SQLException {
        String name = "test_" + ++databases;
        execute("postgres", "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
        return name;
    }

    void drop(String database) throws SQLException {
        execute("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
    }

    DataSource dataSource(String database) {
        return server.dataSource(database);
    }

    private void execute(String database, String sql) throws SQLException {
        try (Connection connection = dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
