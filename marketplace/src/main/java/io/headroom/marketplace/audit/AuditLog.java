package io.headroom.marketplace.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import tools.jackson.databind.json.JsonMapper;

/// Appends to the audit log. Safe for use by many threads and nodes: writers wait for each other at
/// the head of the chain.
public final class AuditLog {

    private static final String KNOWN = "SELECT FROM audit_entry WHERE event = ?";

    private static final String LOCK_HEAD = "SELECT id, seal FROM audit_head FOR UPDATE";

    private static final String APPEND =
            """
            INSERT INTO audit_entry (id, event, at, actor, action, subject, figures, key_id, previous, seal)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String MOVE_HEAD = "UPDATE audit_head SET id = ?, seal = ?";

    private final AuditChain chain;
    private final JsonMapper json;

    /// @param shopKey the key that seals, see [io.headroom.marketplace.identity.TokenKey]
    public AuditLog(SecretKey shopKey, JsonMapper json) {
        this.chain = new AuditChain(shopKey);
        this.json = json;
    }

    /// Writes down what was done, in the caller's transaction; nothing when that stands there
    /// already.
    public void append(Connection transaction, AuditEvent event) throws SQLException {
        AuditEntry entry = next(transaction, event);
        if (isKnown(transaction, event.event())) {
            return;
        }
        byte[] seal = chain.seal(entry);
        try (PreparedStatement statement = transaction.prepareStatement(APPEND)) {
            statement.setLong(1, entry.id());
            statement.setString(2, entry.event());
            statement.setObject(
                    3, event.at().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
            statement.setString(4, entry.actor());
            statement.setString(5, entry.action());
            statement.setString(6, entry.subject());
            statement.setString(7, entry.figures());
            statement.setString(8, entry.keyId());
            statement.setBytes(9, HexFormat.of().parseHex(entry.previous()));
            statement.setBytes(10, seal);
            statement.executeUpdate();
        }
        try (PreparedStatement statement = transaction.prepareStatement(MOVE_HEAD)) {
            statement.setLong(1, entry.id());
            statement.setBytes(2, seal);
            statement.executeUpdate();
        }
    }

    /// The entry that comes next; from here on nobody else appends until the transaction ends.
    private AuditEntry next(Connection transaction, AuditEvent event) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(LOCK_HEAD);
                ResultSet head = statement.executeQuery()) {
            if (!head.next()) {
                throw new SQLException(
                        "the audit log has no head: its one row of audit_head was removed");
            }
            return new AuditEntry(
                    head.getLong("id") + 1,
                    event.event(),
                    AuditEntry.micros(event.at()),
                    event.actor(),
                    event.action(),
                    event.subject(),
                    json.writeValueAsString(event.figures()),
                    chain.keyId(),
                    HexFormat.of().formatHex(head.getBytes("seal")));
        }
    }

    private static boolean isKnown(Connection transaction, String event) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(KNOWN)) {
            statement.setString(1, event);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }
}
