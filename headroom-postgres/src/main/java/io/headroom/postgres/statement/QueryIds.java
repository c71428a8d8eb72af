package io.headroom.postgres.statement;

import io.headroom.postgres.plan.Explain;
import io.headroom.postgres.statement.SeenText.Variant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/// Finds which statement of the server a text of the service is: by the identifier that `EXPLAIN
/// (VERBOSE)` of the prepared text reports, with the parameters' types as they were bound, since
/// the types are part of it. Once for each text and combination of types, a few in each round.
///
/// Where the server does not report it (PostgreSQL 13, `compute_query_id` off), and where a null
/// hid a parameter's type, a text without constants is found by comparing it with the server's.
///
/// Used by one thread.
final class QueryIds {

    private static final int MOST_IN_A_ROUND = 20;
    private static final int MOST_ATTEMPTS = 3;

    private final Explain explain;

    QueryIds(Explain explain) {
        this.explain = explain;
    }

    /// Asks the server for what is not known yet.
    ///
    /// @throws SQLException when the connection is of no more use
    void identify(Connection connection, Collection<SeenText> texts) throws SQLException {
        int asked = 0;
        for (SeenText text : texts) {
            for (Variant variant : text.variants()) {
                boolean open = variant.queryId.isEmpty() && variant.attempts < MOST_ATTEMPTS;
                if (open && asked < MOST_IN_A_ROUND) {
                    asked++;
                    variant.attempts++;
                    identify(connection, text, variant);
                }
            }
        }
    }

    private void identify(Connection connection, SeenText text, Variant variant)
            throws SQLException {
        String sql = text.nativeSql();
        if (sql.isEmpty()) {
            variant.attempts = MOST_ATTEMPTS;
            return;
        }
        try {
            variant.queryId = explain.generic(connection, sql, variant.types).queryId();
        } catch (SQLException refused) {
            if (connection.isClosed() || !connection.isValid(1)) {
                throw refused;
            }
        } catch (IllegalArgumentException noPlan) {
            variant.attempts = MOST_ATTEMPTS;
        }
    }

    /// Which texts each statement of the server is known by.
    ///
    /// @param serverTexts by statement, for what only the text tells
    static Map<String, Set<SeenText>> byQueryId(
            Collection<SeenText> texts, Map<String, String> serverTexts) {
        Map<String, Set<String>> idsByText = new HashMap<>();
        serverTexts.forEach((id, sql) ->
                idsByText.computeIfAbsent(sql.strip(), _ -> new LinkedHashSet<>()).add(id));
        Map<String, Set<SeenText>> found = new HashMap<>();
        for (SeenText text : texts) {
            Set<String> ids = new LinkedHashSet<>();
            boolean unsure = false;
            for (Variant variant : text.variants()) {
                if (variant.queryId.isEmpty() || !serverTexts.containsKey(variant.queryId)) {
                    unsure = true;
                } else {
                    ids.add(variant.queryId);
                }
            }
            if (unsure && ids.isEmpty()) {
                ids.addAll(idsByText.getOrDefault(text.nativeSql().strip(), Set.of()));
            }
            ids.forEach(id -> found.computeIfAbsent(id, _ -> new LinkedHashSet<>()).add(text));
        }
        return found;
    }

    /// See [SeenText#nativeSql].
    static String nativeSql(String sql) {
        try {
            List<NativeQuery> queries = Parser.parseJdbcSql(sql, true, true, true, false, false);
            return queries.size() == 1 ? queries.getFirst().nativeSql : "";
        } catch (SQLException unreadable) {
            return "";
        }
    }
}
