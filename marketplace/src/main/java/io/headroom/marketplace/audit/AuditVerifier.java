package io.headroom.marketplace.audit;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import javax.crypto.SecretKey;

/// Looks through the whole audit log and says where it is not as it was written.
public final class AuditVerifier {

    private static final int ROWS_AT_A_TIME = 1_000;

    private static final String ENTRIES =
            """
            SELECT id, event, at, actor, action, subject, figures, key_id, previous, seal
            FROM audit_entry ORDER BY id
            """;

    private static final String HEAD = "SELECT id, seal FROM audit_head";

    private final AuditChain chain;

    /// @param shopKey the key that the log was sealed with
    public AuditVerifier(SecretKey shopKey) {
        this.chain = new AuditChain(shopKey);
    }

    /// A place that the log is known to have had: what [AuditVerdict.Intact] gave then.
    ///
    /// @param entry the number of an entry; 0 for none
    /// @param seal its seal, hexadecimal
    public record Anchor(long entry, String seal) {

        /// Nothing is known.
        public static final Anchor NONE = new Anchor(0, "");
    }

    /// Reads all entries as of one moment.
    ///
    /// @param connection nobody else's; its transaction ends here
    public AuditVerdict verify(Connection connection, Anchor anchor) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try {
            return walk(connection, anchor);
        } finally {
            connection.rollback();
        }
    }

    private AuditVerdict walk(Connection connection, Anchor anchor) throws SQLException {
        long before = 0;
        byte[] seal = {};
        try (PreparedStatement statement = connection.prepareStatement(ENTRIES)) {
            statement.setFetchSize(ROWS_AT_A_TIME);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long id = row.getLong("id");
                    String wrong = problem(row, before, seal);
                    seal = row.getBytes("seal");
                    if (wrong.isEmpty() && id == anchor.entry && !hex(seal).equals(anchor.seal)) {
                        wrong = "its seal is not that of the anchor";
                    }
                    if (!wrong.isEmpty()) {
                        return new AuditVerdict.Broken(id, wrong);
                    }
                    before = id;
                }
            }
        }
        return end(connection, before, seal, anchor);
    }

    private String problem(ResultSet row, long before, byte[] previousSeal) throws SQLException {
        long id = row.getLong("id");
        if (id != before + 1) {
            return "it follows entry %d: what stood between is missing".formatted(before);
        }
        if (!chain.keyId().equals(row.getString("key_id"))) {
            return "it is sealed by another key, %s".formatted(row.getString("key_id"));
        }
        byte[] previous = row.getBytes("previous");
        if (!MessageDigest.isEqual(previous, previousSeal)) {
            return "it does not continue the entry before it";
        }
        AuditEntry entry =
                new AuditEntry(
                        id,
                        row.getString("event"),
                        AuditEntry.micros(row.getObject("at", OffsetDateTime.class).toInstant()),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("figures"),
                        row.getString("key_id"),
                        hex(previous));
        return MessageDigest.isEqual(chain.seal(entry), row.getBytes("seal"))
                ? ""
                : "its content is not what was sealed";
    }

    /// What was cut off at the end shows at the head of the chain and at the anchor.
    private static AuditVerdict end(Connection connection, long last, byte[] seal, Anchor anchor)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HEAD);
                ResultSet head = statement.executeQuery()) {
            if (!head.next()
                    || head.getLong("id") != last
                    || !MessageDigest.isEqual(head.getBytes("seal"), seal)) {
                return new AuditVerdict.Broken(
                        last + 1, "the log had more entries: the head of the chain is another");
            }
        }
        if (anchor.entry > last) {
            return new AuditVerdict.Broken(
                    last + 1, "the log had more entries: the anchor is gone");
        }
        return new AuditVerdict.Intact(last, hex(seal));
    }

    private static String hex(byte[] seal) {
        return HexFormat.of().formatHex(seal);
    }
}
