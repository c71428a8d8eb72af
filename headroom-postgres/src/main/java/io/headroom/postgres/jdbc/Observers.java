package io.headroom.postgres.jdbc;

import java.sql.SQLException;
import java.util.List;

/// Who is told.
///
/// @param scope where time is booked
/// @param statements told of each execution, in this order
/// @param connections told of each borrow and return, in this order
public record Observers(
        CallScope scope, List<StatementListener> statements, List<ConnectionListener> connections) {

    private static final Observers NONE = new Observers(CallScope.none(), List.of(), List.of());

    public Observers {
        statements = List.copyOf(statements);
        connections = List.copyOf(connections);
    }

    /// Nobody.
    public static Observers none() {
        return NONE;
    }

    void borrowed(Borrow borrow) {
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).borrowed(borrow);
        }
    }

    void returned(Borrow borrow) {
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).returned(borrow);
        }
    }

    void refused(String pool, long waitedNanos, SQLException error) {
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).refused(pool, waitedNanos, error);
        }
    }

    void executed(Execution execution) {
        for (int i = 0; i < statements.size(); i++) {
            statements.get(i).executed(execution);
        }
    }
}
