package io.headroom.marketplace.loading;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Replaces the catalogue by the demo's or by that of a file.
///
/// The source is "demo", or the path of a file: CSV or JSON Lines, plain or gzip, of sales or of
/// items; `docs/import.md` describes them. Safe for use by several threads; loads of one database
/// wait for each other, on whichever node they run.
public final class CatalogueLoader {

    /// The source that needs no file.
    public static final String DEMO = "demo";

    /// Part of a file's checksum, so that other rules load the same file again.
    private static final String RULES = "import-1:";

    private final Refresh refresh;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final boolean interactive;

    /// Brings up to date what is derived from the catalogue, within the load's transaction.
    @FunctionalInterface
    public interface Refresh {

        /// Refreshes nothing.
        Refresh NONE = connection -> {};

        /// Refreshes what is derived from the catalogue.
        ///
        /// @param connection in the transaction of the load; neither to be committed nor closed
        void run(Connection connection) throws SQLException;
    }

    /// A loader that ends each load with the caller's refresh.
    ///
    /// @param refresh run after the tables are filled, before the commit
    /// @param clock the time of items whose file gives none
    /// @param nanos a monotonic clock, for progress and durations
    /// @param interactive whether progress may rewrite its line, as on a terminal
    public CatalogueLoader(
            Refresh refresh, InstantSource clock, LongSupplier nanos, boolean interactive) {
        this.refresh = refresh;
        this.clock = clock;
        this.nanos = nanos;
        this.interactive = interactive;
    }

    /// Whether the catalogue in the database came from this source as it is now: the same name and
    /// the same content.
    ///
    /// @throws CatalogueLoadException when the source is a file that cannot be read, or the
    ///   database does not answer
    public boolean isCurrent(DataSource db, String source) {
        String checksum = checksum(source);
        try (Connection connection = db.getConnection();
                PreparedStatement statement = connection.prepareStatement(Sql.READ_SOURCE)) {
            statement.setString(1, name(source));
            statement.setString(2, checksum);
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        } catch (SQLException e) {
            throw new CatalogueLoadException(
                    "The catalogue's source cannot be read: " + e.getMessage(), e);
        }
    }

    /// Replaces the catalogue in one transaction. Whatever fails, the old catalogue stays as it
    /// was.
    ///
    /// @param db PostgreSQL with the catalogue's tables
    /// @param source "demo" or a file's path
    /// @param terminal where progress goes
    /// @param dataDirectory the folder for `import-refused-<file>.csv`, which holds the refused
    ///   lines
    /// @throws CatalogueLoadException when the source is broken or the database refuses it
    public LoadSummary load(
            DataSource db, String source, PrintStream terminal, Path dataDirectory) {
        String name = name(source);
        String checksum = checksum(source);
        Progress progress = new Progress(terminal, interactive, nanos);
        try (Tally tally = new Tally(dataDirectory.resolve("import-refused-" + name + ".csv"));
                Connection connection = db.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                LoadSummary summary = load(connection, source, checksum, progress, tally);
                connection.commit();
                return summary;
            } catch (SQLException | IOException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException e) {
            throw new CatalogueLoadException(
                    "PostgreSQL refused the catalogue of %s: %s. The old catalogue stands."
                            .formatted(name, e.getMessage()),
                    e);
        } catch (UncheckedIOException e) {
            throw new CatalogueLoadException(
                    "Loading %s failed: %s. The old catalogue stands."
                            .formatted(name, SourceFile.reason(e)),
                    e);
        } catch (IOException e) {
            throw new CatalogueLoadException(
                    "The refused lines of %s cannot be written to %s: %s. The old catalogue stands."
                            .formatted(name, dataDirectory, e.getMessage()),
                    e);
        }
    }

    private LoadSummary load(
            Connection connection, String source, String checksum, Progress progress, Tally tally)
            throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Sql.ONE_LOAD_AT_A_TIME);
        }
        long started = nanos.getAsLong();
        Instant asOf;
        long gathered;
        Map<Table, Long> rows;
        try (Staging staging = new Staging(connection)) {
            asOf =
                    source.equals(DEMO)
                            ? new DemoCatalogue(DemoCatalogue.ITEMS).write(staging, progress)
                            : read(Path.of(source), staging, tally, progress);
            gathered = nanos.getAsLong();
            progress.begin("Putting the catalogue in place");
            rows = staging.publish();
        }
        record(connection, name(source), checksum, asOf);
        progress.end(0);
        long published = nanos.getAsLong();
        progress.begin("Refreshing what is derived from it");
        refresh.run(connection);
        progress.end(0);
        return summary(
                connection,
                name(source),
                checksum,
                asOf,
                rows,
                tally,
                Duration.ofNanos(gathered - started),
                Duration.ofNanos(published - gathered),
                Duration.ofNanos(nanos.getAsLong() - published));
    }

    private @Nullable Instant read(Path path, CatalogueSink sink, Tally tally, Progress progress) {
        try (SourceFile file = SourceFile.open(path);
                RecordSource records = RecordSource.of(file)) {
            progress.begin("Reading " + path.getFileName());
            Import target = Import.of(file, records.columns(), sink, tally, clock.instant());
            for (SourceRecord line = records.next(); line != null; line = records.next()) {
                target.accept(line);
                if ((tally.read() & 0x3FF) == 0) {
                    progress.at(file.readBytes(), file.sizeBytes(), tally.read());
                }
            }
            if (tally.taken() + tally.mended() == 0) {
                throw new CatalogueLoadException(
                        "%s: none of its %d lines could be taken; reasons: %s"
                                .formatted(path, tally.read(), tally.refusals()));
            }
            target.finish();
            progress.end(tally.read());
            return target.asOf();
        }
    }

    private static void record(
            Connection connection, String name, String checksum, @Nullable Instant asOf)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.RECORD_SOURCE)) {
            statement.setString(1, name);
            statement.setString(2, checksum);
            if (asOf == null) {
                statement.setNull(3, Types.TIMESTAMP_WITH_TIMEZONE);
            } else {
                statement.setObject(3, OffsetDateTime.ofInstant(asOf, ZoneOffset.UTC));
            }
            statement.executeUpdate();
        }
    }

    private static LoadSummary summary(
            Connection connection,
            String name,
            String checksum,
            @Nullable Instant asOf,
            Map<Table, Long> rows,
            Tally tally,
            Duration reading,
            Duration publishing,
            Duration refreshing)
            throws SQLException, IOException {
        Map<String, Long> rowsByName = new LinkedHashMap<>();
        rows.forEach((table, count) -> rowsByName.put(table.sqlName(), count));
        try (Statement statement = connection.createStatement()) {
            return new LoadSummary(
                    name,
                    checksum,
                    asOf,
                    rowsByName,
                    tally.read(),
                    tally.taken(),
                    tally.mended(),
                    tally.refused(),
                    tally.mends(),
                    tally.refusals(),
                    tally.keep(),
                    Staging.count(statement, Sql.CANCELLATIONS),
                    Staging.count(statement, Sql.CANCELLATIONS_MATCHED),
                    reading,
                    publishing,
                    refreshing);
        }
    }

    private static String name(String source) {
        return source.equals(DEMO) ? DEMO : String.valueOf(Path.of(source).getFileName());
    }

    private static String checksum(String source) {
        return source.equals(DEMO)
                ? DemoCatalogue.CHECKSUM
                : RULES + SourceFile.checksum(Path.of(source));
    }
}
