package io.headroom.postgres.advisor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// An empty database in the sandbox, with the text order of the service's database as far as the
/// machine has it: whether an index serves `LIKE 'a%'` depends on it.
final class SandboxDatabase {

    private static final String PREFIX = "headroom_whatif_";
    private static final String MAINTENANCE = "postgres";

    private SandboxDatabase() {}

    /// Creates one, and drops those that nobody uses any more.
    ///
    /// @param from the service's database
    /// @return the name
    static String create(SandboxServer server, Connection from, List<String> notes)
            throws SQLException {
        String name = PREFIX + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = server.dataSource(MAINTENANCE).getConnection();
                Statement statement = connection.createStatement()) {
            dropUnused(statement);
            String create = "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8' ";
            String wanted = locale(from);
            try {
                statement.execute(create + wanted);
            } catch (SQLException e) {
                boolean bytewise = wanted.contains("LC_COLLATE 'C'");
                try {
                    statement.execute(
                            create
                                    + (bytewise
                                            ? "LOCALE 'C'"
                                            : "LOCALE_PROVIDER icu ICU_LOCALE 'und' LOCALE 'C'"));
                } catch (SQLException second) {
                    statement.execute(create + "LOCALE 'C'");
                    notes.add(
                            "the sandbox orders texts by their bytes: an index for LIKE 'a%' also needs"
                                    + " text_pattern_ops in this database");
                }
            }
        }
        return name;
    }

    /// Connects as a new role that may read and write the database's tables, and nothing else. It
    /// is named as the database.
    ///
    /// @param statement of a superuser, in the database
    static Connection planner(SandboxServer server, String database, Statement statement)
            throws SQLException {
        String password = UUID.randomUUID().toString();
        statement.execute("CREATE ROLE " + database + " LOGIN PASSWORD '" + password + "'");
        List<String> grants = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery(
                        """
                        SELECT quote_ident(nspname) FROM pg_namespace
                        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
                          AND nspname <> 'headroom_whatif'
                        """)) {
            while (rows.next()) {
                String schema = rows.getString(1);
                grants.add("GRANT USAGE ON SCHEMA " + schema + " TO " + database);
                grants.add(
                        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "
                                + schema
                                + " TO "
                                + database);
            }
        }
        for (String grant : grants) {
            statement.execute(grant);
        }
        return server.dataSource(database).getConnection(database, password);
    }

    static void drop(SandboxServer server, String name) throws SQLException {
        try (Connection connection = server.dataSource(MAINTENANCE).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            statement.execute("DROP ROLE IF EXISTS " + name);
        }
    }

    private static void dropUnused(Statement statement) throws SQLException {
        List<String> unused = new ArrayList<>();
        try (ResultSet rows =
                statement.executeQuery(
                        """
                        SELECT quote_ident(datname)
                        FROM pg_database d
                        WHERE datname LIKE 'headroom\\_whatif\\_%'
                          AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datid = d.oid)
                        """)) {
            while (rows.next()) {
                unused.add(rows.getString(1));
            }
        }
        for (String name : unused) {
            statement.execute("DROP DATABASE IF EXISTS " + name);
            statement.execute("DROP ROLE IF EXISTS " + name);
        }
    }

    private static String locale(Connection from) throws SQLException {
        try (Statement statement = from.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT /* headroom */ d.datcollate, d.datctype,
                                       coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'),
                                       coalesce(to_jsonb(d) ->> 'datlocale',
                                                to_jsonb(d) ->> 'daticulocale', 'und')
                                FROM pg_database d
                                WHERE d.datname = current_database()
                                """)) {
            rows.next();
            String collate = literal(rows.getString(1));
            String type = literal(rows.getString(2));
            String locale = literal(rows.getString(4));
            String own = "LC_COLLATE " + collate + " LC_CTYPE " + type;
            return switch (rows.getString(3).toLowerCase(Locale.ROOT)) {
                case "b" -> own + " LOCALE_PROVIDER builtin BUILTIN_LOCALE " + locale;
                case "i" -> own + " LOCALE_PROVIDER icu ICU_LOCALE " + locale;
                default -> own + " LOCALE_PROVIDER libc";
            };
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
