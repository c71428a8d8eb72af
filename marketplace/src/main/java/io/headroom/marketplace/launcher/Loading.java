package io.headroom.marketplace.launcher;

import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// The process that brings schema and catalogue in place before the first node starts. It is one of
/// its own since it needs memory that the launcher shall not keep.
///
/// Arguments: the source, and the data folder; the database comes by the environment.
final class Loading {

    private Loading() {}

    public static void main(String[] arguments) {
        ParentPipe.exitWithParent();
        try {
            load(
                    Database.of(System.getenv()).dataSource(),
                    arguments[0],
                    Path.of(arguments[1]),
                    System.out,
                    Wiring.catalogue());
        } catch (RuntimeException e) {
            System.err.println("The catalogue cannot be loaded: " + e.getMessage());
            System.exit(LaunchException.FAILED);
        }
    }

    static void load(
            DataSource database,
            String source,
            Path dataDirectory,
            PrintStream terminal,
            CatalogueStep catalogue) {
        Flyway.configure(Loading.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        if (!catalogue.isCurrent(database, source)) {
            catalogue.load(database, source, terminal, dataDirectory);
        }
    }

    /// Whether a catalogue is there, whichever it is. A database without our tables has none.
    static boolean hasCatalogue(DataSource database) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var table =
                        statement.executeQuery(
                                "SELECT to_regclass('catalogue_source') IS NOT NULL")) {
            if (!table.next() || !table.getBoolean(1)) {
                return false;
            }
            try (var source = statement.executeQuery("SELECT 1 FROM catalogue_source")) {
                return source.next();
            }
        } catch (SQLException e) {
            throw LaunchException.failed(
                    "The database does not answer: %s Check %s, %s and %s."
                            .formatted(
                                    e.getMessage(),
                                    Database.URL,
                                    Database.USER,
                                    Database.PASSWORD));
        }
    }
}
