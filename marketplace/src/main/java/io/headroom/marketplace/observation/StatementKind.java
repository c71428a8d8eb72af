package io.headroom.marketplace.observation;

import io.headroom.postgres.plan.SqlTokens;
import io.headroom.postgres.plan.SqlTokens.Kind;
import io.headroom.postgres.plan.SqlTokens.Token;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a statement of the catalogue does, and to which table or view.
///
/// Of a statement that writes this is its first write, of another the first relation that it reads.
///
/// @param operation `select`, `insert`, `update`, `delete` or `refresh`
/// @param entity one of [#ENTITIES]
record StatementKind(String operation, String entity) {

    /// The relations of the catalogue's schema. Those of Headroom beside them have figures of their
    /// own.
    static final Set<String> ENTITIES =
            Set.of(
                    "also_bought",
                    "audit_entry",
                    "audit_head",
                    "brand",
                    "catalogue_source",
                    "category",
                    "category_performance",
                    "customer",
                    "daily_item_statistics",
                    "delivery",
                    "item",
                    "item_daily",
                    "item_event",
                    "item_event_flush",
                    "merchant",
                    "merchant_daily",
                    "merchant_performance",
                    "order_contact",
                    "order_line",
                    "order_request",
                    "performance_window",
                    "popular_items",
                    "purchase_order",
                    "recent_item_daily",
                    "recent_order",
                    "report",
                    "statistics_clock",
                    "trending_items");

    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "refresh");

    /// What may stand between a write and its relation.
    private static final Set<String> FILLERS =
            Set.of("into", "from", "only", "materialized", "view", "concurrently");

    private static final Set<Kind> WORDS = Set.of(Kind.WORD);
    private static final Set<Kind> NAMES = Set.of(Kind.WORD, Kind.QUOTED_NAME);

    private static final Set<String> READS = Set.of("from", "join", "only");

    /// Empty for a statement that is about none of [#ENTITIES].
    static Optional<StatementKind> of(String sql) {
        List<Token> tokens =
                SqlTokens.of(sql).stream().filter(each -> each.kind() != Kind.COMMENT).toList();
        Optional<StatementKind> read = Optional.empty();
        for (int i = 0; i < tokens.size(); i++) {
            String word = word(tokens, i);
            if (WRITES.contains(word)) {
                String entity = writtenAfter(tokens, i);
                if (ENTITIES.contains(entity)) {
                    return Optional.of(new StatementKind(word, entity));
                }
            } else if (read.isEmpty() && READS.contains(word)) {
                String entity = relation(tokens, i + 1);
                if (ENTITIES.contains(entity)) {
                    read = Optional.of(new StatementKind("select", entity));
                }
            }
        }
        return read;
    }

    private static String writtenAfter(List<Token> tokens, int write) {
        int i = write + 1;
        while (FILLERS.contains(word(tokens, i))) {
            i++;
        }
        return relation(tokens, i);
    }

    /// The name of the relation at `i`, without the schema that the catalogue lies in; empty where
    /// there is none, or one of another schema.
    private static String relation(List<Token> tokens, int i) {
        if (i + 1 < tokens.size() && tokens.get(i + 1).isSymbol('.')) {
            return name(tokens, i, NAMES).equals("public") ? name(tokens, i + 2, NAMES) : "";
        }
        return name(tokens, i, NAMES);
    }

    private static String word(List<Token> tokens, int i) {
        return name(tokens, i, WORDS);
    }

    private static String name(List<Token> tokens, int i, Set<Kind> kinds) {
        return i < tokens.size() && kinds.contains(tokens.get(i).kind())
                ? tokens.get(i).name()
                : "";
    }
}
