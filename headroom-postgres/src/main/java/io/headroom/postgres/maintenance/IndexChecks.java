package io.headroom.postgres.maintenance;

import io.headroom.postgres.maintenance.Question.Row;
import java.util.List;

/// Indexes that every write pays for and no reader needs.
final class IndexChecks {

    static final Question INVALID = Question.of("invalid_indexes");

    private IndexChecks() {}

    static List<Check> all(InspectionOptions options) {
        double unusedSeconds = options.unusedFor().toMillis() / 1e3;
        return List.of(
                new Check(
                        INVALID,
                        (connection, question, _) ->
                                question.ask(connection).stream()
                                        .map(IndexChecks::invalid)
                                        .toList()),
                Check.of(
                        "overlapping_indexes",
                        (connection, question, _) ->
                                question.ask(connection).stream()
                                        .map(IndexChecks::overlapping)
                                        .toList()),
                Check.of(
                        "unused_indexes",
                        (connection, question, _) ->
                                question
                                        .ask(
                                                connection,
                                                unusedSeconds,
                                                unusedSeconds,
                                                unusedSeconds)
                                        .stream()
                                        .map(IndexChecks::unused)
                                        .toList()));
    }

    private static Finding invalid(Row row) {
        return new Finding(
                FindingKind.INVALID_INDEX,
                Severity.WARNING,
                row.text("subject"),
                row.without("subject", "remedy"),
                "A build failed and left it behind: writers keep it up, the planner never uses it."
                        + " Drop it, then build it again if it is wanted; a unique one failed"
                        + " because there are duplicates.",
                row.text("remedy"));
    }

    private static Finding overlapping(Row row) {
        if (!row.is("duplicate")) {
            return new Finding(
                    FindingKind.REDUNDANT_INDEX,
                    Severity.ADVICE,
                    row.text("subject"),
                    row.without("subject", "remedy", "duplicate", "dependedOn"),
                    "Its keys begin those of the wider index, which can answer the same questions."
                            + " Keep it only if it is much smaller and read very often.",
                    row.text("remedy"));
        }
        return new Finding(
                FindingKind.DUPLICATE_INDEX,
                Severity.WARNING,
                row.text("subject"),
                row.without("subject", "remedy", "duplicate"),
                row.is("dependedOn")
                        ? "The other index is the same. This one belongs to a constraint or to"
                                + " replication: drop the constraint if it says nothing new."
                        : "The other index is the same; drop this one.",
                row.text("remedy"));
    }

    private static Finding unused(Row row) {
        return new Finding(
                FindingKind.UNUSED_INDEX,
                Severity.ADVICE,
                row.text("subject"),
                row.without("subject", "remedy"),
                "Nobody has read it on this server since the counting began. Before you drop it,"
                        + " ask the standbys, whose reads count only there, mind what runs once a"
                        + " year, and see that the index is not younger than that."
                        + (row.is("onExpression")
                                ? " An index on an expression also gives the planner statistics of"
                                        + " it."
                                : ""),
                row.text("remedy"));
    }
}
