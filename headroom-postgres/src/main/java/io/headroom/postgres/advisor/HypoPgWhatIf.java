package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import io.headroom.postgres.plan.Plan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A what-if by HypoPG in the service's own database: its planner sees the statistics as they are,
/// extended ones too. One connection is held until closed; nothing but plans is asked of it, in
/// read-only sessions with a limit to each.
///
/// HypoPG estimates an index without regard to deduplication, and knows no INCLUDE before 1.3.
final class HypoPgWhatIf implements WhatIf {

    private final Connection connection;
    private final Explainer explainer;
    private final Map<IndexDefinition, Long> active = new HashMap<>();
    private final Map<String, IndexDefinition> byName = new HashMap<>();

    private HypoPgWhatIf(Connection connection) {
        this.connection = connection;
        this.explainer = new Explainer(connection);
    }

    /// Opens one.
    ///
    /// @throws SQLException when HypoPG is not there; the message says what to do
    static WhatIf open(DataSource database) throws SQLException {
        Connection connection = database.getConnection();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows =
                    statement.executeQuery("SELECT 1 FROM pg_extension WHERE extname = 'hypopg'")) {
                if (!rows.next()) {
                    throw new SQLException(
                            "HypoPG is not installed in this database: install it and run CREATE EXTENSION hypopg, or use the sandbox",
                            "0A000");
                }
            }
            statement.execute("SET statement_timeout = '5s'");
            statement.execute("SELECT hypopg_reset()");
            return new HypoPgWhatIf(connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Map<IndexDefinition, Bytes> define(List<IndexDefinition> definitions)
            throws SQLException {
        Map<IndexDefinition, Bytes> sizes = new LinkedHashMap<>();
        activate(Set.of());
        for (IndexDefinition definition : definitions) {
            try {
                long oid = create(definition);
                try (PreparedStatement size =
                        connection.prepareStatement("SELECT hypopg_relation_size(?)")) {
                    size.setLong(1, oid);
                    try (ResultSet rows = size.executeQuery()) {
                        rows.next();
                        sizes.put(definition, Bytes.of(rows.getLong(1)));
                    }
                }
                drop(oid);
            } catch (SQLException e) {
                // Refused by the server; the seam says that it is missing in the answer then.
            }
        }
        return sizes;
    }

    @Override
    public Plan plan(Question question, Collection<IndexDefinition> wanted) throws SQLException {
        activate(wanted);
        return explainer.plan(question);
    }

    private void activate(Collection<IndexDefinition> wanted) throws SQLException {
        for (Map.Entry<IndexDefinition, Long> known : Map.copyOf(active).entrySet()) {
            if (!wanted.contains(known.getKey())) {
                drop(known.getValue());
                active.remove(known.getKey());
            }
        }
        for (IndexDefinition definition : wanted) {
            if (!active.containsKey(definition)) {
                active.put(definition, create(definition));
            }
        }
    }

    private long create(IndexDefinition definition) throws SQLException {
        try (PreparedStatement create =
                connection.prepareStatement(
                        "SELECT indexrelid, indexname FROM hypopg_create_index(?)")) {
            create.setString(1, definition.createSql(false));
            try (ResultSet rows = create.executeQuery()) {
                rows.next();
                byName.put(rows.getString(2), definition);
                return rows.getLong(1);
            }
        }
    }

    private void drop(long oid) throws SQLException {
        try (PreparedStatement drop = connection.prepareStatement("SELECT hypopg_drop_index(?)")) {
            drop.setLong(1, oid);
            drop.executeQuery().close();
        }
    }

    @Override
    public @Nullable IndexDefinition behind(String indexName) {
        return byName.get(indexName);
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT hypopg_reset()");
            statement.execute("RESET statement_timeout");
            statement.execute("RESET plan_cache_mode");
            statement.execute("DEALLOCATE ALL");
        }
    }
}
