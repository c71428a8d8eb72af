package io.headroom.postgres.maintenance;

import io.headroom.postgres.maintenance.Question.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Files that are larger than what they hold: estimated for all, measured where that is possible
/// and the estimate says that it is worth it.
final class BloatChecks {

    private final InspectionOptions options;
    private final Question measurement = Question.of("measured_bloat");

    private BloatChecks(InspectionOptions options) {
        this.options = options;
    }

    static List<Check> all(InspectionOptions options) {
        BloatChecks checks = new BloatChecks(options);
        return List.of(
                Check.of("table_bloat", checks::tables), Check.of("index_bloat", checks::indexes));
    }

    private List<Finding> tables(Connection connection, Question question, Abilities abilities)
            throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Row row : estimates(connection, question, options.tableBloatShare())) {
            Map<String, Object> evidence = row.without("subject", "oid");
            boolean measured =
                    !abilities.measuringFunction().isEmpty()
                            && row.number("sizeBytes") <= options.measureUpTo().count();
            if (measured) {
                evidence = measure(connection, row, abilities.measuringFunction());
            }
            evidence.put("measured", measured);
            if (isWorthIt(evidence)) {
                findings.add(table(row, evidence));
            }
        }
        return findings;
    }

    private List<Row> estimates(Connection connection, Question question, double share)
            throws SQLException {
        long least = options.minWaste().count();
        return question.ask(connection, least, least, share);
    }

    private Map<String, Object> measure(Connection connection, Row estimate, String function)
            throws SQLException {
        Question here = new Question(measurement.name(), measurement.sql().formatted(function));
        Row row = here.ask(connection, estimate.number("oid")).getFirst();
        long size = row.number("sizeBytes");
        long wasted = row.number("wastedBytes");
        Map<String, Object> evidence = new LinkedHashMap<>(estimate.without("subject", "oid"));
        evidence.putAll(row.columns());
        evidence.put("wastedShare", size == 0 ? 0 : Math.round(1_000.0 * wasted / size) / 1e3);
        return evidence;
    }

    private boolean isWorthIt(Map<String, Object> evidence) {
        return evidence.get("wastedBytes") instanceof Number wasted
                && evidence.get("wastedShare") instanceof Number share
                && wasted.longValue() >= options.minWaste().count()
                && share.doubleValue() >= options.tableBloatShare();
    }

    private static Finding table(Row row, Map<String, Object> evidence) {
        return new Finding(
                FindingKind.TABLE_BLOAT,
                Severity.ADVICE,
                row.text("subject"),
                evidence,
                "Dead rows go by VACUUM, and the space is used again: where the table grows back"
                        + " into it nothing is to be done. Else rebuild it: VACUUM FULL locks readers"
                        + " out for its whole time, pg_repack does not. Look first for what let it"
                        + " grow: a held horizon, or autovacuum too late.",
                "");
    }

    private List<Finding> indexes(Connection connection, Question question, Abilities abilities)
            throws SQLException {
        return estimates(connection, question, options.indexBloatShare()).stream()
                .map(row ->
                        new Finding(
                                FindingKind.INDEX_BLOAT,
                                Severity.ADVICE,
                                row.text("subject"),
                                row.without("subject"),
                                "Rebuild it in a quiet hour: readers and writers go on meanwhile,"
                                        + " and it needs the space of a second index until the end.",
                                "REINDEX INDEX CONCURRENTLY " + row.text("subject")))
                .toList();
    }
}
