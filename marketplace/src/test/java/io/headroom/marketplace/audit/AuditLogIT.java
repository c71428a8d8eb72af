package io.headroom.marketplace.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.marketplace.identity.TokenKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class AuditLogIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

    private final TestDatabase database =
            TestServers.newDatabase(
                    "shop-schema",
                    source -> Flyway.configure().dataSource(source).load().migrate());
    private final SecretKey key = TokenKey.random();
    private final AuditLog log = new AuditLog(key, JsonMapper.builder().build());

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void anEmptyLogIsIntact() throws SQLException {
        assertThat(verdict()).isEqualTo(new AuditVerdict.Intact(0, ""));
    }

    @Test
    void entriesOfManyWritersStandInOneIntactChain() throws Exception {
        try (ExecutorService writers = Executors.newFixedThreadPool(4)) {
            for (var written :
                    writers.invokeAll(
                            IntStream.rangeClosed(1, 40)
                                    .<Callable<Object>>mapToObj(i -> () -> append(i))
                                    .toList())) {
                written.get();
            }
        }
        assertThat(verdict()).isInstanceOf(AuditVerdict.Intact.class);
        assertThat(count()).isEqualTo(40);
    }

    @Test
    void whatIsToldTwiceIsWrittenOnce() throws SQLException {
        append(1);
        append(2);
        append(1);
        assertThat(count()).isEqualTo(2);
        assertThat(verdict()).isInstanceOf(AuditVerdict.Intact.class);
    }

    @Test
    void whatIsRolledBackLeavesNoGap() throws SQLException {
        append(1);
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            log.append(connection, event(2));
            connection.rollback();
        }
        append(3);
        assertThat(verdict()).isInstanceOf(AuditVerdict.Intact.class);
        assertThat(count()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE audit_entry SET figures = '{}' WHERE id = 3",
                "DELETE FROM audit_entry WHERE id = 3",
                "TRUNCATE audit_entry"
            })
    void theDatabaseRefusesChanges(String sql) throws SQLException {
        fill();
        assertThatThrownBy(() -> execute(sql)).hasMessageContaining("append-only");
        assertThat(verdict()).isInstanceOf(AuditVerdict.Intact.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | UPDATE audit_entry SET figures = '{\"total\":\"1.00\"}' WHERE id = 3",
                "3 | UPDATE audit_entry SET actor = 'merchant/8' WHERE id = 3",
                "3 | UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE id = 3",
                "3 | UPDATE audit_entry SET seal = decode(repeat('00', 32), 'hex') WHERE id = 3",
                "4 | DELETE FROM audit_entry WHERE id = 3",
                "1 | UPDATE audit_entry SET id = id + 100 WHERE id = 1",
                "5 | DELETE FROM audit_entry WHERE id = 5",
                "4 | UPDATE audit_entry SET subject = 'order/other' WHERE id = 4",
                "6 | INSERT INTO audit_entry SELECT 6, 'forged', at, actor, action, subject, figures, key_id, seal, seal FROM audit_entry WHERE id = 5",
                "6 | UPDATE audit_head SET id = 6"
            })
    void aChangeBehindTheDatabasesBackIsFound(long entry, String sql) throws SQLException {
        fill();
        execute("SET session_replication_role = replica; " + sql);
        AuditVerdict verdict = verdict();
        assertThat(verdict).isInstanceOf(AuditVerdict.Broken.class);
        assertThat(((AuditVerdict.Broken) verdict).entry())
                .as(verdict.toString())
                .isIn(entry, entry == 1 ? 2L : entry);
    }

    @Test
    void anAnchorShowsThatTheEndWasCutOffWithItsHead() throws SQLException {
        fill();
        AuditVerdict.Intact before = (AuditVerdict.Intact) verdict();
        execute(
                """
                SET session_replication_role = replica;
                DELETE FROM audit_entry WHERE id = 5;
                UPDATE audit_head SET id = 4, seal = (SELECT seal FROM audit_entry WHERE id = 4)
                """);
        assertThat(verdict()).isInstanceOf(AuditVerdict.Intact.class);
        AuditVerifier.Anchor anchor = new AuditVerifier.Anchor(before.entries(), before.seal());
        assertThat(verdict(key, anchor)).isInstanceOf(AuditVerdict.Broken.class);
        append(99);
        assertThat(verdict(key, anchor))
                .isEqualTo(new AuditVerdict.Broken(5, "its seal is not that of the anchor"));
    }

    @Test
    void whoHasAnotherKeyCannotSeal() throws SQLException {
        fill();
        AuditLog forger = new AuditLog(TokenKey.random(), JsonMapper.builder().build());
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            forger.append(connection, event(6));
            connection.commit();
        }
        assertThat(verdict().toString()).contains("entry=6").contains("sealed by another key");
    }

    private void fill() throws SQLException {
        for (int i = 1; i <= 5; i++) {
            append(i);
        }
    }

    private boolean append(int number) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            log.append(connection, event(number));
            connection.commit();
            return true;
        }
    }

    private static AuditEvent event(int number) {
        return AuditEvent.of(
                "order/" + number + "/placed",
                NOON.plusSeconds(number),
                "merchant/7",
                "order.placed",
                "order/" + number,
                Map.of("total", number + ".00", "currency", "GBP"));
    }

    private AuditVerdict verdict() throws SQLException {
        return verdict(key, AuditVerifier.Anchor.NONE);
    }

    private AuditVerdict verdict(SecretKey withKey, AuditVerifier.Anchor anchor)
            throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return new AuditVerifier(withKey).verify(connection, anchor);
        }
    }

    private long count() throws SQLException {
        return ((AuditVerdict.Intact) verdict()).entries();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
