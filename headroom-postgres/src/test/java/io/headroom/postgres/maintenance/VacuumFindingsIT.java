package io.headroom.postgres.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.postgres.ServerVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Dead rows, old statistics, held horizons and old transaction numbers, each made on purpose.
class VacuumFindingsIT {

    private static final Duration MONTH = Duration.ofDays(30);

    private final Patient patient = new Patient();

    @AfterEach
    void end() {
        patient.close();
    }

    @Test
    void aTableBeyondAutovacuumsThresholdIsDueForVacuum() throws SQLException {
        patient.run(
                "CREATE TABLE kept AS SELECT n FROM generate_series(1, 1000) n",
                "CREATE TABLE changed AS SELECT n FROM generate_series(1, 1000) n",
                "VACUUM ANALYZE",
                "UPDATE kept SET n = n WHERE n <= 250",
                "UPDATE changed SET n = n");
        List<Finding> due = patient.inspect().of(FindingKind.DEAD_ROWS);
        assertThat(due).extracting(Finding::subject).containsExactly("public.changed");
        // 50 + 0.2 × 1000
        assertThat(due.getFirst().evidence())
                .containsEntry("threshold", 250L)
                .containsEntry("deadRows", 1000L)
                .containsEntry("autovacuum", true)
                .containsKey("lastVacuum");
        assertThat(due.getFirst().severity()).isEqualTo(Severity.WARNING);

        patient.run("VACUUM changed");
        assertThat(patient.subjects(FindingKind.DEAD_ROWS)).isEmpty();
    }

    @Test
    void aTablesOwnThresholdCounts() throws SQLException {
        patient.run(
                "CREATE TABLE lax (n) WITH (autovacuum_vacuum_scale_factor = 2)"
                        + " AS SELECT generate_series(1, 1000)",
                "CREATE TABLE strict (n) WITH (autovacuum_vacuum_scale_factor = 0,"
                        + " autovacuum_vacuum_threshold = 9, autovacuum_analyze_scale_factor = 0,"
                        + " autovacuum_analyze_threshold = 9) AS SELECT generate_series(1, 1000)",
                "VACUUM ANALYZE",
                "UPDATE lax SET n = n",
                "UPDATE strict SET n = n WHERE n <= 10");
        assertThat(patient.subjects(FindingKind.DEAD_ROWS)).containsExactly("public.strict");
        assertThat(patient.subjects(FindingKind.STALE_STATISTICS)).contains("public.strict");
    }

    @Test
    void aTablesOwnCapOfTheThresholdCounts() throws SQLException {
        ServerVersion.assumeAtLeast(18, "autovacuum_vacuum_max_threshold");
        patient.run(
                "CREATE TABLE capped (n) WITH (autovacuum_vacuum_max_threshold = 7)"
                        + " AS SELECT generate_series(1, 1000)",
                "VACUUM ANALYZE",
                "UPDATE capped SET n = n WHERE n <= 8");
        assertThat(patient.subjects(FindingKind.DEAD_ROWS)).containsExactly("public.capped");
        assertThat(patient.subjects(FindingKind.STALE_STATISTICS)).doesNotContain("public.capped");
    }

    @Test
    void deadRowsOfAToastTableAreItsOwners() throws SQLException {
        patient.run(
                "CREATE TABLE letter (id integer, body text)",
                "ALTER TABLE letter ALTER body SET STORAGE EXTERNAL",
                "INSERT INTO letter SELECT n, repeat(md5(n::text), 300) FROM generate_series(1, 100) n",
                "VACUUM ANALYZE",
                "UPDATE letter SET body = body || '.' WHERE id <= 60");
        List<Finding> due = patient.inspect().of(FindingKind.DEAD_ROWS);
        assertThat(due).extracting(Finding::subject).containsExactly("public.letter");
        assertThat(due.getFirst().evidence()).containsEntry("inToastTable", true);
    }

    @Test
    void statisticsAreStaleOnceAutovacuumsThresholdOfChangesIsPassed() throws SQLException {
        patient.run(
                "CREATE TABLE fresh AS SELECT n FROM generate_series(1, 1000) n",
                "CREATE TABLE stale AS SELECT n FROM generate_series(1, 1000) n",
                "ANALYZE",
                "UPDATE fresh SET n = n WHERE n <= 150",
                "INSERT INTO stale SELECT n FROM generate_series(1, 151) n");
        List<Finding> stale = patient.inspect().of(FindingKind.STALE_STATISTICS);
        assertThat(stale).extracting(Finding::subject).containsExactly("public.stale");
        // 50 + 0.1 × 1000
        assertThat(stale.getFirst().evidence())
                .containsEntry("threshold", 150L)
                .containsEntry("rowsChanged", 151L)
                .containsKey("lastAnalyze");
        assertThat(stale.getFirst().severity()).isEqualTo(Severity.ADVICE);
        assertThat(stale.getFirst().remedy()).isEqualTo("ANALYZE public.stale");
    }

    @Test
    void aTableWithRowsThatWasNeverAnalysedIsNamedAndAPartitionedOneToo() throws SQLException {
        patient.run(
                "CREATE TABLE \"Un known\" AS SELECT n FROM generate_series(1, 1000) n",
                "CREATE TABLE tiny AS SELECT n FROM generate_series(1, 10) n",
                "CREATE TABLE parted (n integer) PARTITION BY RANGE (n)",
                "CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10000)",
                "INSERT INTO parted SELECT n FROM generate_series(1, 1000) n",
                "ANALYZE part");
        assertThat(patient.subjects(FindingKind.NEVER_ANALYSED))
                .containsExactlyInAnyOrder("public.\"Un known\"", "public.parted");
        patient.run("ANALYZE public.\"Un known\"", "ANALYZE parted", "SELECT pg_stat_reset()");
        assertThat(patient.subjects(FindingKind.NEVER_ANALYSED))
                .as("counters that were reset are no statistics lost")
                .isEmpty();
    }

    @Test
    void autovacuumThatIsOffForATableIsNamed() throws SQLException {
        patient.run(
                "CREATE TABLE forgotten (n) WITH (autovacuum_enabled = off)"
                        + " AS SELECT generate_series(1, 1000)",
                "VACUUM ANALYZE forgotten",
                "UPDATE forgotten SET n = n WHERE n <= 251");
        assertThat(patient.subjects(FindingKind.AUTOVACUUM_OFF))
                .containsExactly("public.forgotten");
        assertThat(patient.inspect().of(FindingKind.DEAD_ROWS))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.evidence()).containsEntry("autovacuum", false);
                });
    }

    @Test
    void anOldPreparedTransactionHoldsTheHorizon() throws SQLException {
        patient.run("CREATE TABLE t AS SELECT n FROM generate_series(1, 10) n");
        patient.run("BEGIN", "UPDATE t SET n = 0", "PREPARE TRANSACTION 'forgotten ''one'''");
        try {
            assertThat(patient.subjects(FindingKind.HELD_HORIZON))
                    .as("ten minutes may pass")
                    .isEmpty();
            Inspection inspection =
                    patient.await(
                            Patient.options(Duration.ofMillis(50), MONTH),
                            found -> !found.of(FindingKind.HELD_HORIZON).isEmpty());
            Finding held = inspection.of(FindingKind.HELD_HORIZON).getFirst();
            assertThat(held.subject()).isEqualTo("prepared transaction forgotten 'one'");
            assertThat(held.remedy()).isEqualTo("ROLLBACK PREPARED 'forgotten ''one'''");
            assertThat(held.figure("heldTransactions")).isPositive();
            assertThat(held.evidence()).containsKey("since");
        } finally {
            patient.run("ROLLBACK PREPARED 'forgotten ''one'''");
        }
    }

    @Test
    void anOldSnapshotHoldsTheHorizon() throws SQLException {
        try (Connection reader = patient.dataSource.getConnection();
                var statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("SET application_name = 'report'");
            statement.execute("SELECT count(*) FROM pg_class");
            Inspection inspection =
                    patient.await(
                            Patient.options(Duration.ofMillis(50), MONTH),
                            found -> !found.of(FindingKind.HELD_HORIZON).isEmpty());
            Finding held = inspection.of(FindingKind.HELD_HORIZON).getFirst();
            assertThat(held.subject()).startsWith("session pid ");
            assertThat(held.evidence())
                    .containsEntry("application", "report")
                    .containsEntry("state", "idle in transaction");
        }
    }

    @Test
    void aSlotThatNobodyReadsHoldsTheHorizon() throws SQLException {
        ServerVersion.assumeAtLeast(17, "inactive_since of pg_replication_slots");
        patient.run("SELECT pg_create_logical_replication_slot('abandoned', 'pgoutput')");
        try {
            Inspection inspection =
                    patient.await(
                            Patient.options(Duration.ofMillis(50), MONTH),
                            found -> !found.of(FindingKind.HELD_HORIZON).isEmpty());
            Finding held = inspection.of(FindingKind.HELD_HORIZON).getFirst();
            assertThat(held.subject()).isEqualTo("replication slot abandoned");
            assertThat(held.evidence()).containsEntry("state", "inactive").containsKey("walBytes");
        } finally {
            patient.run("SELECT pg_drop_replication_slot('abandoned')");
        }
    }

    /// A prepared transaction keeps even the forced vacuum from freezing the table.
    @Test
    void aTableWhoseOldestNumbersAreBeyondAutovacuumsLimitIsNamedWithWhoHoldsThem()
            throws SQLException {
        patient.run(
                "CREATE TABLE old (n) WITH (autovacuum_freeze_max_age = 100000)"
                        + " AS SELECT generate_series(1, 10)",
                "CREATE TABLE gate (n integer)");
        patient.run("BEGIN", "INSERT INTO gate VALUES (1)", "PREPARE TRANSACTION 'holder'");
        try {
            patient.run(
                    """
                    CREATE PROCEDURE consume(transactions integer) LANGUAGE plpgsql AS $$
                    BEGIN
                        FOR i IN 1..transactions LOOP
                            PERFORM pg_current_xact_id();
                            COMMIT;
                        END LOOP;
                    END $$
                    """,
                    "CALL consume(112000)");
            Inspection inspection = patient.inspect();
            assertThat(inspection.of(FindingKind.XID_WRAPAROUND))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.subject()).isEqualTo("public.old");
                        assertThat(finding.evidence()).containsEntry("xidFreezeMaxAge", 100_000L);
                        assertThat(finding.figure("xidAge")).isGreaterThan(112_000);
                        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    });
            assertThat(inspection.horizons().getFirst().database()).isEqualTo(patient.name());
            assertThat(inspection.horizons().getFirst().xidAge()).isGreaterThan(112_000);
            assertThat(inspection.horizons().getFirst().xidFreezeMaxAge()).isEqualTo(200_000_000);
            patient.run("VACUUM (FREEZE) old");
            assertThat(patient.subjects(FindingKind.XID_WRAPAROUND)).contains("public.old");
        } finally {
            patient.run("ROLLBACK PREPARED 'holder'");
        }
        patient.run("VACUUM (FREEZE) old");
        assertThat(patient.subjects(FindingKind.XID_WRAPAROUND)).isEmpty();
    }
}
