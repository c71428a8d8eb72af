package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import io.headroom.postgres.SessionSettings;
import io.headroom.postgres.plan.Plan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A what-if by HypoPG in the service's own database: its planner sees the statistics as they are,
/// extended ones too. One connection is held until closed, outside transactions, so that no lock
/// and no snapshot outlives a plan. Nothing but plans is asked of it, read-only, since planning
/// calls the service's functions, and each with limits to its time and its wait for a lock.
///
/// HypoPG's indexes belong to the session. It takes them as a fifth larger than their entries,
/// knows no deduplication, and leaves out the descent of the tree: so sizes are ours where the
/// columns' statistics tell them ([HypoPgSizes]) and costs have the descent added ([Descents]),
/// while the planner chooses by HypoPG's. It knows B-trees with INCLUDE from 1.1.2 on; what it does
/// not support is refused.
final class HypoPgWhatIf implements WhatIf {

    private static final String OPERATOR_COST =
            "SELECT /* headroom */ current_setting('cpu_operator_cost')::double precision";

    private static final Duration LONGEST_PLAN = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final Connection connection;
    private final boolean autoCommit;
    private final SessionSettings settings;
    private final String schema;
    private final Explainer explainer;
    private final HypoPgSizes sizes;
    private final Map<IndexDefinition, Integer> levels = new HashMap<>();
    private final Map<IndexDefinition, Long> active = new HashMap<>();
    private final Map<String, IndexDefinition> byName = new HashMap<>();
    private Descents descents = new Descents(0);

    private HypoPgWhatIf(Connection connection, boolean autoCommit, String schema) {
        this.connection = connection;
        this.autoCommit = autoCommit;
        this.settings = new SessionSettings(connection);
        this.schema = schema;
        this.explainer = new Explainer(connection);
        this.sizes = new HypoPgSizes(connection, explainer);
    }

    /// Opens one.
    ///
    /// @throws SQLException when HypoPG is not there; the message says what to do
    static WhatIf open(DataSource database) throws SQLException {
        return open(database, LONGEST_PLAN);
    }

    /// @param longestPlan how long the server may take for one plan
    static WhatIf open(DataSource database, Duration longestPlan) throws SQLException {
        Connection connection = database.getConnection();
        try {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            HypoPgWhatIf whatIf = new HypoPgWhatIf(connection, autoCommit, schema(connection));
            try {
                whatIf.begin(longestPlan);
            } catch (SQLException | RuntimeException e) {
                whatIf.close();
                throw e;
            }
            return whatIf;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /// Extensions are often kept in a schema that is not in the search path.
    private static String schema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT /* headroom */ quote_ident(n.nspname)
                                FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                                WHERE e.extname = 'hypopg'
                                """)) {
            if (!rows.next()) {
                throw new SQLException(
                        "HypoPG is not installed in this database: install it and run CREATE EXTENSION hypopg, or use the sandbox",
                        "0A000");
            }
            return rows.getString(1);
        }
    }

    private void begin(Duration longestPlan) throws SQLException {
        reset();
        settings.set("statement_timeout", longestPlan.toMillis() + "ms");
        settings.set("lock_timeout", LONGEST_WAIT.toMillis() + "ms");
        settings.set("default_transaction_read_only", "on");
        settings.set("plan_cache_mode", "auto");
        settings.set("hypopg.enabled", "on");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(OPERATOR_COST)) {
            row.next();
            descents = new Descents(Descents.OPERATORS * row.getDouble(1));
        }
    }

    @Override
    public Map<IndexDefinition, Bytes> define(List<IndexDefinition> definitions)
            throws SQLException {
        Map<IndexDefinition, Bytes> answer = new LinkedHashMap<>();
        activate(Set.of());
        for (IndexDefinition definition : definitions) {
            try {
                HypoPgSizes.Tree tree = tree(definition);
                levels.put(definition, tree.levels());
                answer.put(definition, tree.size());
            } catch (SQLException refused) {
                // The seam says that it is missing in the answer then. A session that has ended
                // refuses everything, which would read as "no index helps".
                if (connection.isClosed() || !connection.isValid(1)) {
                    throw refused;
                }
            }
        }
        return answer;
    }

    private HypoPgSizes.Tree tree(IndexDefinition definition) throws SQLException {
        long oid = create(definition);
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT /* headroom */ " + schema + ".hypopg_relation_size(?)")) {
            statement.setLong(1, oid);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return sizes.of(definition, Bytes.of(rows.getLong(1)));
            }
        } finally {
            drop(oid);
        }
    }

    @Override
    public Plan plan(Question question, Collection<IndexDefinition> wanted) throws SQLException {
        for (IndexDefinition definition : wanted) {
            if (!levels.containsKey(definition)) {
                throw new IllegalArgumentException("not defined in this what-if: " + definition);
            }
        }
        activate(wanted);
        return explainer.plan(question);
    }

    @Override
    public double cost(Question question, Collection<IndexDefinition> wanted) throws SQLException {
        Plan plan = plan(question, wanted);
        return plan.totalCost() + descents.in(plan.root(), this::levels);
    }

    private int levels(String indexName) {
        IndexDefinition definition = behind(indexName);
        return definition == null ? 0 : levels.getOrDefault(definition, 0);
    }

    private void activate(Collection<IndexDefinition> wanted) throws SQLException {
        for (Map.Entry<IndexDefinition, Long> one : Map.copyOf(active).entrySet()) {
            if (!wanted.contains(one.getKey())) {
                drop(one.getValue());
                active.remove(one.getKey());
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
                        "SELECT /* headroom */ indexrelid, indexname FROM "
                                + schema
                                + ".hypopg_create_index(?)")) {
            create.setString(1, definition.createSql(false));
            try (ResultSet rows = create.executeQuery()) {
                rows.next();
                // Numbers and with them names are used again.
                byName.put(rows.getString(2), definition);
                return rows.getLong(1);
            }
        }
    }

    private void drop(long oid) throws SQLException {
        try (PreparedStatement drop =
                connection.prepareStatement(
                        "SELECT /* headroom */ " + schema + ".hypopg_drop_index(?)")) {
            drop.setLong(1, oid);
            drop.executeQuery().close();
        }
    }

    private void reset() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT /* headroom */ " + schema + ".hypopg_reset()");
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
        try (connection) {
            if (connection.isClosed()) {
                return;
            }
            try (Statement statement = connection.createStatement()) {
                reset();
                statement.execute("DEALLOCATE /* headroom */ ALL");
                settings.close();
                connection.setAutoCommit(autoCommit);
            } catch (SQLException e) {
                // A session that stays read-only must not go back to a pool.
                connection.abort(Runnable::run);
                throw e;
            }
        }
    }
}
