package io.headroom.postgres.maintenance;

import io.headroom.postgres.maintenance.Question.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Dead rows, transaction numbers, and who keeps both from being taken care of.
final class VacuumChecks {

    /// Where VACUUM leaves out everything else to be done in time (`vacuum_failsafe_age`).
    private static final long FAILSAFE_AGE = 1_600_000_000L;

    private VacuumChecks() {}

    static List<Check> all(InspectionOptions options) {
        return List.of(
                Check.of(
                        "autovacuum_off",
                        (connection, question, _) ->
                                question.ask(connection).stream()
                                        .map(VacuumChecks::autovacuumOff)
                                        .toList()),
                Check.of(
                        "dead_rows",
                        (connection, question, _) ->
                                question.ask(connection).stream()
                                        .map(VacuumChecks::deadRows)
                                        .toList()),
                Check.of(
                        "unfrozen_tables",
                        (connection, question, _) -> {
                            List<Finding> findings = new ArrayList<>();
                            for (Row row :
                                    question.ask(
                                            connection,
                                            options.freezeAgeTimes(),
                                            options.freezeAgeTimes())) {
                                findings.addAll(unfrozen(row, options.freezeAgeTimes()));
                            }
                            return findings;
                        }),
                Check.of(
                        "held_horizons",
                        (connection, question, _) ->
                                question
                                        .ask(
                                                connection,
                                                options.heldTransactions(),
                                                options.heldFor().toMillis() / 1e3)
                                        .stream()
                                        .map(VacuumChecks::heldHorizon)
                                        .toList()));
    }

    private static Finding autovacuumOff(Row row) {
        boolean server = row.text("remedy").isEmpty();
        return new Finding(
                FindingKind.AUTOVACUUM_OFF,
                Severity.WARNING,
                row.text("subject"),
                row.without("subject", "remedy"),
                server
                        ? "Switch autovacuum and track_counts on in postgresql.conf and reload:"
                                + " without them dead rows stay, statistics age, and only the"
                                + " forced vacuum against wraparound still runs."
                        : "Let autovacuum take the table again, or make sure that a job of your own"
                                + " runs VACUUM and ANALYZE on it.",
                row.text("remedy"));
    }

    private static Finding deadRows(Row row) {
        boolean falling =
                !row.is("autovacuum") || row.number("deadRows") > 2 * row.number("threshold");
        return new Finding(
                FindingKind.DEAD_ROWS,
                falling ? Severity.WARNING : Severity.ADVICE,
                row.text("subject"),
                row.without("subject"),
                falling
                        ? "Run VACUUM. Autovacuum does not keep up: see whether it is switched off,"
                                + " whether something holds back the horizon, and whether its cost"
                                + " limit or its scale factor for this table are too timid."
                        : "Autovacuum is due to take it at its next round.",
                "VACUUM " + row.text("subject"));
    }

    private static List<Finding> unfrozen(Row row, double times) {
        List<Finding> findings = new ArrayList<>();
        if (row.number("xidAge") > times * row.number("xidFreezeMaxAge")) {
            findings.add(
                    unfrozen(
                            FindingKind.XID_WRAPAROUND,
                            row,
                            row.number("xidAge"),
                            row.without("subject", "multixactAge", "multixactFreezeMaxAge")));
        }
        if (row.number("multixactAge") > times * row.number("multixactFreezeMaxAge")) {
            findings.add(
                    unfrozen(
                            FindingKind.MULTIXACT_WRAPAROUND,
                            row,
                            row.number("multixactAge"),
                            row.without("subject", "xidAge", "xidFreezeMaxAge")));
        }
        return findings;
    }

    private static Finding unfrozen(
            FindingKind kind, Row row, long age, Map<String, Object> evidence) {
        return new Finding(
                kind,
                age >= FAILSAFE_AGE ? Severity.CRITICAL : Severity.WARNING,
                row.text("subject"),
                evidence,
                "Autovacuum was due to freeze the table's old rows and has not got through. End what"
                        + " holds back the horizon, then run VACUUM (FREEZE). At an age of about 2.1"
                        + " billion the server takes no more writes.",
                "VACUUM (FREEZE) " + row.text("subject"));
    }

    private static Finding heldHorizon(Row row) {
        boolean old = row.number("heldTransactions") >= 100_000_000;
        return new Finding(
                FindingKind.HELD_HORIZON,
                old ? Severity.CRITICAL : Severity.WARNING,
                row.text("subject"),
                row.without("subject", "remedy"),
                switch (row.text("holder")) {
                    case "replication slot" ->
                            "Bring its consumer back, or drop the slot if nobody will come: it keeps"
                                    + " dead rows (of the catalogues, if it is logical) and"
                                    + " write-ahead log until then.";
                    case "prepared transaction" ->
                            "Ask its transaction manager for COMMIT PREPARED or ROLLBACK PREPARED; a"
                                    + " forgotten one keeps its locks and all rows deleted since.";
                    case "standby" ->
                            "A query on the standby, reported by hot_standby_feedback, keeps rows"
                                    + " here: end it there, or bound it by statement_timeout.";
                    default ->
                            "End the transaction where it was begun; bound such ones by"
                                    + " transaction_timeout (PostgreSQL 17) or"
                                    + " idle_in_transaction_session_timeout.";
                },
                row.text("remedy"));
    }
}
