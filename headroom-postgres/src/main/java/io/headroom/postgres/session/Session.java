package io.headroom.postgres.session;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session of the server as one look found it. Times and ages are the server's own. What the role
/// may not see is empty or null.
///
/// @param id names this session in this transaction and statement; another transaction or statement
///   of the same backend has another one
/// @param pid the backend's process; 0 for a prepared transaction, which has none
/// @param backendStart when the client connected
/// @param transactionStart when its transaction began; null outside of one
/// @param statementStart when the statement that runs, or ran last, began
/// @param user the role
/// @param application its `application_name`
/// @param client the client's address; empty for a local one
/// @param backendType such as `client backend` or `autovacuum worker`
/// @param state such as `active` or `idle in transaction`
/// @param waitEvent what it waits for, such as `Lock: transactionid`; empty when it works
/// @param statement the first 1,024 letters of what it runs or ran last
/// @param statementSeconds how long that runs, or since it began
/// @param stateSeconds how long it is in its state
/// @param transactionSeconds how long its transaction lasts; 0 outside of one
/// @param blockedBy the processes it waits for; empty when it does not
/// @param own whether it is one of the watched service's, by its `application_name`
public record Session(
        String id,
        int pid,
        @Nullable Instant backendStart,
        @Nullable Instant transactionStart,
        @Nullable Instant statementStart,
        String user,
        String application,
        String client,
        String backendType,
        String state,
        String waitEvent,
        String statement,
        double statementSeconds,
        double stateSeconds,
        double transactionSeconds,
        List<Integer> blockedBy,
        boolean own) {

    public Session {
        blockedBy = List.copyOf(blockedBy);
    }

    /// Runs a statement.
    public boolean active() {
        return state.equals("active");
    }

    /// Has a transaction open and waits for its client.
    public boolean idleInTransaction() {
        return state.startsWith("idle in transaction");
    }

    /// Stands for a blocker that left, is a prepared transaction or may not be seen.
    static Session unknown(int pid) {
        return new Session(
                Integer.toString(pid),
                pid,
                null,
                null,
                null,
                "",
                "",
                "",
                pid == 0 ? "prepared transaction" : "",
                "",
                "",
                "",
                0,
                0,
                0,
                List.of(),
                false);
    }
}
