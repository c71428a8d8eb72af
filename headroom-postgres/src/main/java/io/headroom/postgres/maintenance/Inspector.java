package io.headroom.postgres.maintenance;

import io.headroom.postgres.maintenance.Question.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks through a database for what [FindingKind] lists.
///
/// Reads catalogues and counters only, each question with a time limit and in a transaction of its
/// own that is rolled back; where the extension `pgstattuple` is installed it also reads tables
/// that seem bloated, up to the size of the options. Safe for use by many threads; a call occupies
/// one connection, and about 80 ms of the server's processor on a database of 40 tables and 120
/// indexes.
public final class Inspector {

    private static final Logger LOG = LoggerFactory.getLogger(Inspector.class);

    // Plans of catalogue queries are costly on paper and quick in fact: compiling them costs most.
    private static final String LIMITS =
            """
            SELECT /* headroom */ set_config('statement_timeout', ?, true), set_config('lock_timeout', '100ms', true),
                   set_config('jit', 'off', true)
            """;

    private static final String LOST_CONNECTION = "08";
    private static final String SHUTTING_DOWN = "57P";

    private final DataSource dataSource;
    private final InspectionOptions options;
    private final InstantSource time;
    private final List<Check> checks;
    private final Question horizons = Question.of("wraparound");

    public Inspector(DataSource dataSource, InspectionOptions options, InstantSource time) {
        this.dataSource = dataSource;
        this.options = options;
        this.time = time;
        this.checks =
                Stream.of(
                                VacuumChecks.all(options),
                                StatisticsChecks.all(),
                                IndexChecks.all(options),
                                BloatChecks.all(options))
                        .flatMap(List::stream)
                        .toList();
    }

    /// Asks all questions. Does not throw: a database that does not answer, and a question that may
    /// not be asked, are gaps.
    public Inspection inspect() {
        Instant at = time.instant();
        try (Connection connection = dataSource.getConnection()) {
            return inspect(connection, at);
        } catch (SQLException e) {
            LOG.debug("the database was not inspected", e);
            return new Inspection(
                    at,
                    Duration.between(at, time.instant()),
                    "",
                    false,
                    List.of(),
                    List.of(
                            new Gap(
                                    "all",
                                    "the database does not answer: " + message(e),
                                    "see the health of the database and the log")),
                    List.of());
        }
    }

    private Inspection inspect(Connection connection, Instant at) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            Abilities abilities = inTransaction(connection, () -> Abilities.read(connection));
            List<Gap> gaps = new ArrayList<>(abilities.gaps());
            List<Finding> findings = new ArrayList<>();
            for (Check check : checks) {
                try {
                    findings.addAll(
                            inTransaction(connection, () -> check.run(connection, abilities)));
                } catch (SQLException e) {
                    if (isLost(e)) {
                        throw e;
                    }
                    gaps.add(gap(check.question(), e));
                }
            }
            List<Horizon> all = inTransaction(connection, () -> horizons(connection));
            findings.sort(Comparator.comparing(Finding::severity).reversed());
            return new Inspection(
                    at,
                    Duration.between(at, time.instant()),
                    abilities.version(),
                    abilities.replica(),
                    findings,
                    gaps,
                    all);
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws SQLException;
    }

    private <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        try {
            try (var limits = connection.prepareStatement(LIMITS)) {
                limits.setString(1, options.timeout().toMillis() + "ms");
                limits.execute();
            }
            return work.run();
        } finally {
            connection.rollback();
        }
    }

    private List<Horizon> horizons(Connection connection) throws SQLException {
        return horizons.ask(connection).stream().map(Inspector::horizon).toList();
    }

    private static Horizon horizon(Row row) {
        return new Horizon(
                row.text("subject"),
                row.number("xidAge"),
                row.number("xidFreezeMaxAge"),
                row.number("multixactAge"),
                row.number("multixactFreezeMaxAge"));
    }

    /// Whether the session is gone, whatever was asked.
    static boolean isLost(SQLException e) {
        @Nullable String state = e.getSQLState();
        return state == null
                || state.startsWith(LOST_CONNECTION)
                || state.startsWith(SHUTTING_DOWN);
    }

    private static Gap gap(Question question, SQLException e) {
        boolean rights = "42501".equals(e.getSQLState());
        boolean late = "57014".equals(e.getSQLState());
        return new Gap(
                question.label(),
                message(e),
                rights
                        ? "grant pg_monitor to the role of the service"
                        : late
                                ? "give the question more time, or measure smaller tables only"
                                : "see the message");
    }

    private static String message(SQLException e) {
        @Nullable String message = e.getMessage();
        return message == null ? e.toString() : message;
    }
}
