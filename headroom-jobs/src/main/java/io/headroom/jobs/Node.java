package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/// This node's registration: a row that says until when it counts as alive, by the database's
/// clock. By its own monotonic clock the node counts itself out a tenth of the lease earlier; that
/// clock goes on while the process is stopped.
final class Node {

    /// Of no node.
    static final long NONE = 0;

    private record Registration(long id, int epoch, long heldUntilNanos) {}

    private final String name;
    private final String[] kinds;
    private final long leaseMillis;
    private final LongSupplier nanos;
    private volatile Registration registration;

    Node(String name, String[] kinds, long leaseMillis, LongSupplier nanos) {
        this.name = name;
        this.kinds = kinds;
        this.leaseMillis = leaseMillis;
        this.nanos = nanos;
        this.registration = new Registration(NONE, 0, nanos.getAsLong());
    }

    String name() {
        return name;
    }

    String[] kinds() {
        return kinds.clone();
    }

    /// The registration under which jobs can be claimed now, or [#NONE].
    long id() {
        Registration now = registration;
        return nanos.getAsLong() - now.heldUntilNanos < 0 ? now.id : NONE;
    }

    /// The epoch that claims name.
    int epoch() {
        return registration.epoch;
    }

    /// Whether what was claimed under this registration is still this node's.
    boolean holds(long id) {
        return id != NONE && id() == id;
    }

    /// Whether the registration was ended by others, so that the jobs claimed under it are theirs.
    boolean isLost(long id) {
        return registration.id != id;
    }

    /// Renews the registration, or makes a new one where others ended it.
    ///
    /// @return whether the registration is a new one
    boolean beat(Connection connection) throws SQLException {
        long before = nanos.getAsLong();
        Registration old = registration;
        String renewal =
                """
                UPDATE headroom_job_node SET expires_at = clock_timestamp() + ? * interval '1 millisecond'
                WHERE id = ? RETURNING epoch
                """;
        if (old.id != NONE) {
            try (PreparedStatement statement = connection.prepareStatement(renewal)) {
                statement.setLong(1, leaseMillis);
                statement.setLong(2, old.id);
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        registration = new Registration(old.id, row.getInt(1), until(before));
                        return false;
                    }
                }
            }
        }
        String birth =
                """
                INSERT INTO headroom_job_node (name, kinds, expires_at)
                VALUES (?, ?, clock_timestamp() + ? * interval '1 millisecond')
                RETURNING id
                """;
        try (PreparedStatement statement = connection.prepareStatement(birth)) {
            statement.setString(1, name);
            statement.setArray(2, connection.createArrayOf("text", kinds));
            statement.setLong(3, leaseMillis);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                registration = new Registration(row.getLong(1), 0, until(before));
            }
        }
        return true;
    }

    private long until(long sentAtNanos) {
        return sentAtNanos + leaseMillis * 900_000;
    }

    /// Ends the registration of a node that has given everything back.
    void leave(Connection connection) throws SQLException {
        long id = registration.id;
        registration = new Registration(NONE, 0, nanos.getAsLong());
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        DELETE FROM headroom_job_node n
                        WHERE id = ? AND NOT EXISTS (SELECT FROM headroom_job WHERE node = n.id AND state = 2)
                        """)) {
            statement.setLong(1, id);
            statement.executeUpdate();
        }
    }
}
