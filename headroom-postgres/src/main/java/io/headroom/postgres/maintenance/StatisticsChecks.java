package io.headroom.postgres.maintenance;

import io.headroom.postgres.maintenance.Question.Row;
import java.util.List;

/// What the planner does not know, or knows from before.
final class StatisticsChecks {

    private StatisticsChecks() {}

    static List<Check> all() {
        return List.of(
                Check.of(
                        "stale_statistics",
                        (connection, question, _) ->
                                question.ask(connection).stream()
                                        .map(StatisticsChecks::stale)
                                        .toList()),
                Check.of(
                        "never_analysed",
                        (connection, question, _) ->
                                question.ask(connection).stream()
                                        .map(StatisticsChecks::unknown)
                                        .toList()));
    }

    private static Finding stale(Row row) {
        boolean falling =
                !row.is("autovacuum") || row.number("rowsChanged") > 2 * row.number("threshold");
        return new Finding(
                FindingKind.STALE_STATISTICS,
                falling ? Severity.WARNING : Severity.ADVICE,
                row.text("subject"),
                row.without("subject"),
                falling
                        ? "Run ANALYZE: plans are made for what the table was. After bulk loads run"
                                + " it at once rather than wait for autovacuum."
                        : "Autovacuum is due to analyse it at its next round.",
                "ANALYZE " + row.text("subject"));
    }

    private static Finding unknown(Row row) {
        return new Finding(
                FindingKind.NEVER_ANALYSED,
                Severity.WARNING,
                row.text("subject"),
                row.without("subject"),
                row.is("partitioned")
                        ? "Run ANALYZE: autovacuum never analyses a partitioned table itself, so"
                                + " plans over all partitions are guesses. Repeat it when the data"
                                + " shifts."
                        : "Run ANALYZE: plans are guesses until then.",
                "ANALYZE " + row.text("subject"));
    }
}
