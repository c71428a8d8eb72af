package io.headroom.spring.operations;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Which of the three kinds of statements that have a promise a text is: told by its words, not by
/// its plan. Safe for use by many threads; remembers 2,000 texts.
final class StatementKinds {

    enum StatementKind {
        SIMPLE("queries-simple"),
        COMPLEX("queries-complex"),
        AGGREGATION("queries-aggregation"),
        /// Commits, definitions, maintenance: no promise.
        OTHER("");

        private final String source;

        StatementKind(String source) {
            this.source = source;
        }

        /// The name of the events in a service levels file.
        String source() {
            return source;
        }
    }

    private static final int MOST_TEXTS = 2_000;
    private static final int MOST_READ = 20_000;
    private static final Pattern QUERY =
            Pattern.compile(
                    "^[\\s(]*(select|with|insert|update|delete|merge)\\b",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern AGGREGATE =
            Pattern.compile(
                    "\\bgroup\\s+by\\b|\\b(count|sum|avg|min|max|array_agg|json_agg|jsonb_agg|string_agg)\\s*\\(|\\bover\\s*\\(",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern JOIN =
            Pattern.compile(
                    "\\bjoin\\b|\\bunion\\b|\\bwith\\b|\\blateral\\b|\\(\\s*select\\b",
                    Pattern.CASE_INSENSITIVE);

    private final Map<String, StatementKind> known = new ConcurrentHashMap<>();

    StatementKind of(String sql) {
        StatementKind kind = known.get(sql);
        if (kind != null) {
            return kind;
        }
        kind = read(sql.length() > MOST_READ ? sql.substring(0, MOST_READ) : sql);
        if (known.size() < MOST_TEXTS) {
            known.put(sql, kind);
        }
        return kind;
    }

    private static StatementKind read(String sql) {
        if (!QUERY.matcher(sql).find()) {
            return StatementKind.OTHER;
        }
        if (AGGREGATE.matcher(sql).find()) {
            return StatementKind.AGGREGATION;
        }
        return JOIN.matcher(sql).find() ? StatementKind.COMPLEX : StatementKind.SIMPLE;
    }
}
