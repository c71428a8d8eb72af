package io.headroom.lock;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/// The table `headroom.headroom_lock_fence`, and what this process has seen of it. Safe for use by
/// many threads.
final class Fences {

    /// Of so many names the fence is remembered that refused one of ours.
    private static final int MOST_FLOORS = 10_000;

    private static final String GUARD =
            """
            INSERT INTO headroom.headroom_lock_fence AS fence (name, token, owner, guarded_at)
            VALUES (?, ?, ?, now())
            ON CONFLICT (name) DO UPDATE
            SET token = excluded.token, owner = excluded.owner, guarded_at = excluded.guarded_at
            WHERE fence.token < excluded.token
               OR (fence.token = excluded.token AND fence.owner = excluded.owner)
            """;

    private final DataSource database;
    private final Map<String, Long> floors =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MOST_FLOORS;
                }
            };
    private volatile boolean made;

    Fences(DataSource database) {
        this.database = database;
    }

    /// Makes the table unless it is there.
    ///
    /// @return what is wrong, empty when nothing is
    String prepare() {
        if (made) {
            return "";
        }
        try (Connection connection = database.getConnection()) {
            if (!exists(connection)) {
                create(connection);
            }
            made = true;
            return "";
        } catch (SQLException e) {
            return "the table headroom.headroom_lock_fence is not to be had: " + e.getMessage();
        }
    }

    private static boolean exists(Connection connection) throws SQLException {
        String sql = "SELECT to_regclass('headroom.headroom_lock_token') IS NOT NULL";
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /// Processes that begin together do it one after the other: `IF NOT EXISTS` alone would make
    /// one of them fail.
    private static void create(Connection connection) throws SQLException {
        boolean before = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended('headroom.lock.ddl', 0))");
            statement.execute(LockScript.resource("headroom_lock_fence.sql"));
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(before);
        }
    }

    DataSource database() {
        return database;
    }

    /// Moves the fence to a hold; false when it is beyond it.
    boolean guard(Connection transaction, Hold hold) throws SQLException {
        try (var statement = transaction.prepareStatement(GUARD)) {
            statement.setString(1, hold.name());
            statement.setLong(2, hold.token());
            statement.setString(3, hold.owner());
            if (statement.executeUpdate() == 1) {
                return true;
            }
        }
        remember(hold.name(), fence(transaction, hold.name()));
        return false;
    }

    /// The token at which the fence of a name stands, 0 when there is none.
    private static long fence(Connection connection, String name) throws SQLException {
        String sql = "SELECT token FROM headroom.headroom_lock_fence WHERE name = ?";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /// Whether a token is beyond the fence, as PostgreSQL has it now.
    boolean isBeyond(String name, long token) {
        try (Connection connection = database.getConnection()) {
            long fence = fence(connection, name);
            if (fence >= token) {
                remember(name, fence);
            }
            return fence < token;
        } catch (SQLException e) {
            return true; // the guard will tell
        }
    }

    private void remember(String name, long fence) {
        synchronized (floors) {
            floors.put(name, fence);
        }
    }

    long floor(String name) {
        synchronized (floors) {
            return floors.getOrDefault(name, 0L);
        }
    }

    /// A token for a quorum.
    long mint(long floor) throws SQLException {
        try (Connection connection = database.getConnection()) {
            long token = number(connection, "SELECT nextval('headroom.headroom_lock_token')");
            return token > floor
                    ? token
                    : number(
                            connection,
                            "SELECT setval('headroom.headroom_lock_token', " + (floor + 1) + ")");
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /// Deletes the fences that were not moved for so many days.
    int forget(int days) throws SQLException {
        String sql =
                """
                DELETE FROM headroom.headroom_lock_fence
                WHERE guarded_at < now() - make_interval(days => ?)
                """;
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setInt(1, days);
            return statement.executeUpdate();
        }
    }
}
