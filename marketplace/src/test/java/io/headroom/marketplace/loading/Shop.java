package io.headroom.marketplace.loading;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import org.flywaydb.core.Flyway;

/// A database with the catalogue's tables, and loads into it.
final class Shop implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

    private final TestDatabase db =
            TestServers.newDatabase(
                    "catalogue-tables",
                    dataSource -> Flyway.configure().dataSource(dataSource).load().migrate());
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final Path dataDirectory;

    Shop(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    LoadSummary load(String source) {
        return load(source, CatalogueLoader.Refresh.NONE);
    }

    LoadSummary load(String source, CatalogueLoader.Refresh refresh) {
        return loader(refresh)
                .load(
                        db.dataSource(),
                        source,
                        new PrintStream(terminal, true, StandardCharsets.UTF_8),
                        dataDirectory);
    }

    boolean isCurrent(String source) {
        return loader(CatalogueLoader.Refresh.NONE).isCurrent(db.dataSource(), source);
    }

    private static CatalogueLoader loader(CatalogueLoader.Refresh refresh) {
        return new CatalogueLoader(refresh, InstantSource.fixed(NOW), System::nanoTime, false);
    }

    /// The first column of the first row, as text.
    String ask(String sql) throws SQLException {
        try (Connection connection = db.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "no row";
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = db.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String printed() {
        return terminal.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        db.close();
    }
}
