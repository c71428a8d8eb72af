package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// The jobs that this node knows to hold, from the claim's answer until their end is written down.
///
/// The answer to a claim can be lost: then the node holds jobs that it does not know of, and since
/// it is alive nobody would rescue them. After such a claim it gives back all that is its own and
/// not known. A claim that is still under way in the server, even unread by it, must not come after
/// that; so the node's epoch grows, which each claim names, and which the node learns with its next
/// beat.
final class Held {

    private final Map<Long, Integer> attempts = new ConcurrentHashMap<>();
    private final ReadWriteLock claims = new ReentrantReadWriteLock();
    private volatile boolean suspect;

    /// A claim, from its question to its answer.
    interface Claiming<T> {
        T claim() throws SQLException;
    }

    /// Claims; what the claim gives must be [#add]ed within.
    <T> T claiming(Claiming<T> work) throws SQLException {
        claims.readLock().lock();
        boolean answered = false;
        try {
            T result = work.claim();
            answered = true;
            return result;
        } finally {
            if (!answered) {
                suspect = true;
            }
            claims.readLock().unlock();
        }
    }

    void add(Lease lease) {
        attempts.put(lease.id(), lease.attempt());
    }

    void remove(Lease lease) {
        attempts.remove(lease.id(), lease.attempt());
    }

    boolean isSuspect() {
        return suspect;
    }

    /// Gives back what is this node's and not known.
    ///
    /// @return how many jobs
    int reconcile(Database database, Node node) throws SQLException {
        claims.writeLock().lock();
        try {
            long id = node.id();
            if (id == Node.NONE) {
                return 0;
            }
            suspect = false;
            boolean done = false;
            try {
                Map<Long, Integer> known = new HashMap<>(attempts);
                int given = database.together(connection -> giveBack(connection, id, known));
                done = true;
                return given;
            } finally {
                suspect |= !done;
            }
        } finally {
            claims.writeLock().unlock();
        }
    }

    private static int giveBack(Connection connection, long node, Map<Long, Integer> known)
            throws SQLException {
        try (var statement = connection.createStatement()) {
            // The last statement must see what was committed while the first waited.
            statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT FROM headroom_job_node WHERE id = ? FOR UPDATE")) {
            statement.setLong(1, node);
            statement.execute();
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "UPDATE headroom_job_node SET epoch = epoch + 1 WHERE id = ?")) {
            statement.setLong(1, node);
            statement.executeUpdate();
        }
        String sql =
                """
                UPDATE headroom_job AS j SET state = 1, node = NULL, attempt = attempt + 1
                WHERE j.node = ? AND j.state = 2
                  AND NOT EXISTS (
                    SELECT FROM unnest(?::bigint[], ?::integer[]) AS h(id, attempt)
                    WHERE h.id = j.id AND h.attempt = j.attempt)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, node);
            statement.setArray(2, connection.createArrayOf("bigint", known.keySet().toArray()));
            statement.setArray(3, connection.createArrayOf("integer", known.values().toArray()));
            return statement.executeUpdate();
        }
    }
}
