package io.headroom.postgres.index;

import io.headroom.core.Bytes;
import java.util.List;

/// An index to build, and what is expected of it.
///
/// @param suggestionId what the proposer calls it; the same for the same index on every node
/// @param schema the table's schema, unquoted
/// @param table the table, unquoted, without schema
/// @param name the index's name, unquoted, without schema; at most 63 bytes
/// @param createSql the whole `CREATE INDEX CONCURRENTLY` for exactly this index
/// @param reason why, for people
/// @param confidence how sure the proposer is, in its words
/// @param predictedSaving the share of the workload's time that the index should save, 0 to 1
/// @param predictedWriteCost what each written row costs more, in the proposer's measure
/// @param predictedSize the index's estimated size
/// @param queryIds the statements that should become faster, by `pg_stat_statements.queryid`
public record IndexProposal(
        String suggestionId,
        String schema,
        String table,
        String name,
        String createSql,
        String reason,
        String confidence,
        double predictedSaving,
        double predictedWriteCost,
        Bytes predictedSize,
        List<String> queryIds) {

    public IndexProposal {
        requireText("suggestionId", suggestionId);
        requireText("schema", schema);
        requireText("table", table);
        requireText("name", name);
        queryIds = List.copyOf(queryIds);
        // Without the word, building would lock writers out of the table.
        if (!createSql.matches("(?is)\\s*create\\s+(unique\\s+)?index\\s+concurrently\\s.*")) {
            throw new IllegalArgumentException(
                    "createSql must begin with CREATE INDEX CONCURRENTLY, but is: " + createSql);
        }
    }

    /// The index, quoted and with its schema, as SQL takes it.
    String qualifiedIndex() {
        return quoted(schema) + "." + quoted(name);
    }

    /// The table, quoted and with its schema, as SQL takes it.
    String qualifiedTable() {
        return quoted(schema) + "." + quoted(table);
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static void requireText(String property, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(property + " must not be blank");
        }
    }
}
