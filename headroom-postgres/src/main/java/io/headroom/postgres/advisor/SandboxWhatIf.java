package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import io.headroom.postgres.plan.Plan;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A what-if in a cluster of our own: the service's schema and statistics without its rows,
/// relation files as long as the service's, and B-trees that are empty but as high and long as real
/// ones.
///
/// Statements are planned by a role that owns nothing, on a connection of its own: planning calls
/// the service's functions. Candidates are created while their table points at an empty file;
/// `pg_index.indisvalid` says which of them the planner may use. B-trees only: what else is defined
/// is refused.
final class SandboxWhatIf implements WhatIf {

    private static final String FILE = "SELECT relfilenode FROM pg_class WHERE oid = ";

    private final SandboxServer server;
    private final String database;
    private final Connection connection;
    private final Connection planner;
    private final Explainer explainer;
    private final SandboxFiles files;
    private final IndexColumns columns;
    private final List<RelationSize> sizes;
    private final List<String> notes;
    private final Map<IndexDefinition, Long> oids = new HashMap<>();
    private final Map<String, IndexDefinition> byName = new HashMap<>();
    private final Set<Long> active = new HashSet<>();
    private boolean enlarged;
    private int created;

    private SandboxWhatIf(
            SandboxServer server,
            String database,
            Connection connection,
            Connection planner,
            boolean checksums,
            List<RelationSize> sizes,
            List<String> notes) {
        this.server = server;
        this.database = database;
        this.connection = connection;
        this.planner = planner;
        this.explainer = new Explainer(planner);
        this.files = new SandboxFiles(server, connection, checksums);
        this.columns = new IndexColumns(connection);
        this.sizes = sizes;
        this.notes = notes;
    }

    /// Copies schema, statistics and settings. The service's database is read in one read-only
    /// transaction and not used afterwards.
    static SandboxWhatIf open(SandboxServer server, Connection from) throws SQLException {
        List<String> notes = new ArrayList<>();
        boolean autoCommit = from.getAutoCommit();
        from.setAutoCommit(false);
        String database = "";
        try {
            database = SandboxDatabase.create(server, from, notes);
            return fill(server, database, from, notes);
        } catch (SQLException | RuntimeException e) {
            if (!database.isEmpty()) {
                SandboxDatabase.drop(server, database);
            }
            throw e;
        } finally {
            from.rollback();
            from.setAutoCommit(autoCommit);
        }
    }

    private static SandboxWhatIf fill(
            SandboxServer server, String database, Connection from, List<String> notes)
            throws SQLException {
        Connection to = server.dataSource(database).getConnection();
        try (Statement read = from.createStatement();
                Statement write = to.createStatement()) {
            SandboxStatistics statistics = new SandboxStatistics(from, to);
            statistics.copySettings(to);
            // Names that catalogue functions write are qualified only when they are not in the
            // path.
            read.execute("SET LOCAL search_path = pg_catalog");
            write.execute("SET search_path = pg_catalog");
            write.execute("CREATE SCHEMA headroom_whatif");
            write.execute("CREATE EXTENSION pg_buffercache SCHEMA headroom_whatif");
            new SandboxSchema(from, to, notes).copy();
            if (statistics.copyColumns() == 0) {
                notes.add("no statistics can be read: run ANALYZE, or grant SELECT on the tables");
            }
            if (one(read, "SELECT /* headroom */ count(*) FROM pg_statistic_ext").compareTo("0")
                    != 0) {
                notes.add("extended statistics are not in the sandbox: estimates may differ");
            }
            List<RelationSize> sizes = new ArrayList<>();
            for (RelationSize size : RelationSize.all(from)) {
                if (!one(write, "SELECT to_regclass('" + escaped(size.qualifiedName()) + "')::oid")
                        .isEmpty()) {
                    size.restore(to);
                    sizes.add(size);
                }
            }
            boolean checksums = one(write, "SHOW data_checksums").equals("on");
            Connection planner = SandboxDatabase.planner(server, database, write);
            try {
                // Begun anew: the search path of the reading transaction is not the service's.
                from.rollback();
                statistics.copySettings(to);
                statistics.copySettings(planner);
            } catch (SQLException | RuntimeException e) {
                planner.close();
                throw e;
            }
            return new SandboxWhatIf(server, database, to, planner, checksums, sizes, notes);
        } catch (SQLException | RuntimeException e) {
            to.close();
            throw e;
        }
    }

    @Override
    public Map<IndexDefinition, Bytes> define(List<IndexDefinition> definitions)
            throws SQLException {
        enlarge();
        Map<String, List<IndexDefinition>> byTable = new LinkedHashMap<>();
        for (IndexDefinition definition : definitions) {
            if (!oids.containsKey(definition) && definition.method().equals("btree")) {
                byTable.computeIfAbsent(definition.qualifiedTable(), _ -> new ArrayList<>())
                        .add(definition);
            }
        }
        List<IndexDefinition> fresh = new ArrayList<>();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, List<IndexDefinition>> table : byTable.entrySet()) {
                fresh.addAll(create(statement, table.getKey(), table.getValue()));
            }
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
        for (RelationSize size : sizes) {
            // CREATE INDEX counted the empty file's rows where it may.
            if (!size.isIndex()) {
                size.restore(connection);
            }
        }
        activate(Set.of());
        return build(fresh, definitions);
    }

    /// Creates a table's indexes while it points at an empty file: PostgreSQL would read the long
    /// one through for each.
    private List<IndexDefinition> create(
            Statement statement, String table, List<IndexDefinition> definitions)
            throws SQLException {
        List<IndexDefinition> done = new ArrayList<>();
        String oid = one(statement, "SELECT to_regclass('" + escaped(table) + "')::oid");
        String file = oid.isEmpty() ? "" : one(statement, FILE + oid + " AND relkind <> 'p'");
        if (file.isEmpty()) {
            return done;
        }
        statement.execute("CREATE TABLE headroom_whatif.empty (LIKE " + table + ")");
        String empty = one(statement, FILE + "'headroom_whatif.empty'::regclass");
        point(statement, oid, empty);
        for (IndexDefinition definition : definitions) {
            String name = "headroom_candidate_" + created++;
            Savepoint savepoint = connection.setSavepoint();
            try {
                statement.execute(definition.createSql(name, false));
                connection.releaseSavepoint(savepoint);
            } catch (SQLException e) {
                connection.rollback(savepoint);
                continue;
            }
            long index =
                    Long.parseLong(
                            one(
                                    statement,
                                    "SELECT indexrelid FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE relname = '"
                                            + name
                                            + "'"));
            oids.put(definition, index);
            active.add(index);
            byName.put(name, definition);
            done.add(definition);
        }
        point(statement, oid, file);
        statement.execute("DROP TABLE headroom_whatif.empty");
        return done;
    }

    private static void point(Statement statement, String table, String file) throws SQLException {
        statement.execute(
                "UPDATE pg_catalog.pg_class SET relfilenode = " + file + " WHERE oid = " + table);
    }

    /// Gives the database's own relations their length, once.
    private void enlarge() throws SQLException {
        if (enlarged) {
            return;
        }
        enlarged = true;
        files.flush(sizes.stream().map(SandboxWhatIf::regclass).toList());
        for (RelationSize size : sizes) {
            if (size.pagesNow() == 0) {
                continue;
            }
            String path = files.path(regclass(size));
            if (size.method().equals("btree")) {
                long oid = oid(size.qualifiedName());
                files.shape(
                        path,
                        BtreeSize.ofPages(size.pagesNow(), columns.of(oid, true, size.tuples())));
            } else {
                files.lengthen(path, size.pagesNow());
            }
        }
    }

    private Map<IndexDefinition, Bytes> build(
            List<IndexDefinition> fresh, List<IndexDefinition> asked) throws SQLException {
        files.flush(fresh.stream().map(d -> oids.get(d) + "::oid::regclass").toList());
        for (IndexDefinition definition : fresh) {
            long oid = known(definition);
            double rows = rows(definition);
            String path = files.path(oid + "::oid::regclass");
            boolean deduplicates = BtreePages.deduplicates(files.firstPage(path));
            BtreeSize size =
                    BtreeSize.of(
                            rows,
                            columns.of(oid, true, rows),
                            columns.of(oid, false, rows),
                            deduplicates);
            files.shape(path, size);
            String name = one("SELECT relname FROM pg_class WHERE oid = " + oid);
            new RelationSize(
                            definition.schema(),
                            name,
                            "i",
                            "btree",
                            (int) Math.min(Integer.MAX_VALUE, size.pages()),
                            rows,
                            0,
                            0,
                            size.pages())
                    .restore(connection);
        }
        Map<IndexDefinition, Bytes> answer = new LinkedHashMap<>();
        for (IndexDefinition definition : asked) {
            if (oids.containsKey(definition)) {
                String pages =
                        one("SELECT relpages FROM pg_class WHERE oid = " + oids.get(definition));
                answer.put(definition, Bytes.of(Long.parseLong(pages) * BtreePages.PAGE));
            }
        }
        return answer;
    }

    /// The rows that the index would hold: all, or what the planner makes of its predicate.
    private double rows(IndexDefinition definition) throws SQLException {
        double all = 0;
        for (RelationSize size : sizes) {
            if (size.schema().equals(definition.schema())
                    && size.name().equals(definition.table())) {
                all = size.rowsNow();
            }
        }
        if (definition.predicate().isEmpty()) {
            return Math.max(1, all);
        }
        String sql =
                "SELECT FROM " + definition.qualifiedTable() + " WHERE " + definition.predicate();
        return Math.max(1, Math.min(all, explainer.plan(Question.of(sql)).root().planRows()));
    }

    @Override
    public Plan plan(Question question, Collection<IndexDefinition> wanted) throws SQLException {
        Set<Long> ids = new HashSet<>();
        for (IndexDefinition definition : wanted) {
            ids.add(known(definition));
        }
        enlarge();
        activate(ids);
        return explainer.plan(question);
    }

    private long known(IndexDefinition definition) {
        Long oid = oids.get(definition);
        if (oid == null) {
            throw new IllegalArgumentException("not defined in this what-if: " + definition);
        }
        return oid;
    }

    /// Lets the planner use exactly these of our indexes.
    private void activate(Set<Long> wanted) throws SQLException {
        if (active.equals(wanted)) {
            return;
        }
        Set<Long> changed = new HashSet<>(active);
        changed.addAll(wanted);
        changed.removeIf(oid -> active.contains(oid) && wanted.contains(oid));
        if (!changed.isEmpty()) {
            try (PreparedStatement update =
                    connection.prepareStatement(
                            """
                            UPDATE pg_catalog.pg_index SET indisvalid = NOT indisvalid
                            WHERE indexrelid = ANY (?)
                            """)) {
                Array oidsToChange = connection.createArrayOf("oid", changed.toArray(Long[]::new));
                update.setArray(1, oidsToChange);
                update.executeUpdate();
            }
        }
        active.clear();
        active.addAll(wanted);
    }

    @Override
    public @Nullable IndexDefinition behind(String indexName) {
        return byName.get(indexName);
    }

    @Override
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void close() throws SQLException {
        try (connection;
                planner) {
            SandboxDatabase.drop(server, database);
        }
    }

    private long oid(String relation) throws SQLException {
        return Long.parseLong(one("SELECT '" + escaped(relation) + "'::regclass::oid"));
    }

    private String one(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return one(statement, sql);
        }
    }

    /// The first field of the first row; empty for none and for NULL.
    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            String value = rows.next() ? rows.getString(1) : null;
            return value == null ? "" : value;
        }
    }

    private static String regclass(RelationSize size) {
        return "'" + escaped(size.qualifiedName()) + "'::regclass";
    }

    private static String escaped(String text) {
        return text.replace("'", "''");
    }
}
