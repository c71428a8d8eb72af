package io.headroom.postgres.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import io.headroom.core.Bytes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Bloat made on purpose, and the estimates beside what pgstattuple measures.
class BloatFindingsIT {

    private static final InspectionOptions FROM_1_MB = Patient.bloat(Bytes.ofMegabytes(1), 0.3);

    private final Patient patient = new Patient();

    @AfterEach
    void end() {
        patient.close();
    }

    @Test
    void aTableThatWasUpdatedAsAWholeTwiceIsTwoThirdsWaste() throws SQLException {
        patient.run(
                "CREATE TABLE t (id integer, name text, at timestamptz)",
                "INSERT INTO t SELECT n, md5(n::text), now() FROM generate_series(1, 60000) n",
                "ANALYZE t",
                "UPDATE t SET at = now()",
                "UPDATE t SET at = now()");
        Finding dead = onlyTable(patient.inspect(FROM_1_MB));
        assertThat(dead.figure("wastedShare")).isCloseTo(2 / 3.0, offset(0.05));
        assertThat(dead.figure("deadRows")).isEqualTo(120_000);

        patient.run("VACUUM ANALYZE t");
        Finding free = onlyTable(patient.inspect(FROM_1_MB));
        assertThat(free.figure("wastedShare")).isCloseTo(2 / 3.0, offset(0.05));
        assertThat(free.evidence()).containsEntry("measured", false);

        patient.run("CREATE EXTENSION pgstattuple");
        Finding measured = onlyTable(patient.inspect(FROM_1_MB));
        assertThat(measured.evidence()).containsEntry("measured", true);
        assertThat(measured.figure("wastedBytes"))
                .isCloseTo(
                        patient.number("SELECT free_space FROM pgstattuple('t')"),
                        within(0.05 * measured.figure("sizeBytes")));

        patient.run("VACUUM FULL t", "ANALYZE t");
        assertThat(patient.inspect(FROM_1_MB).of(FindingKind.TABLE_BLOAT)).isEmpty();
    }

    private static Finding onlyTable(Inspection inspection) {
        assertThat(inspection.of(FindingKind.TABLE_BLOAT)).hasSize(1);
        return inspection.of(FindingKind.TABLE_BLOAT).getFirst();
    }

    @Test
    void anIndexMostOfWhoseEntriesWereDeletedIsBloatedUntilItIsRebuilt() throws SQLException {
        patient.run(
                "CREATE TABLE t (id integer PRIMARY KEY)",
                "INSERT INTO t SELECT n FROM generate_series(1, 200000) n",
                "DELETE FROM t WHERE id % 10 <> 0",
                "VACUUM ANALYZE t");
        InspectionOptions options = Patient.bloat(Bytes.ofMegabytes(1), 0.5);
        assertThat(patient.inspect(options).of(FindingKind.INDEX_BLOAT))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.subject()).isEqualTo("public.t_pkey");
                    assertThat(finding.figure("wastedShare")).isCloseTo(0.9, offset(0.03));
                    assertThat(finding.remedy())
                            .isEqualTo("REINDEX INDEX CONCURRENTLY public.t_pkey");
                });
        patient.run("REINDEX INDEX CONCURRENTLY t_pkey");
        assertThat(patient.inspect(options).of(FindingKind.INDEX_BLOAT)).isEmpty();
    }

    @Test
    void rowsThatWereAddedSinceTheLastAnalyzeAreNotTakenForWaste() throws SQLException {
        patient.run(
                "CREATE TABLE t (id integer PRIMARY KEY, name text)",
                "INSERT INTO t SELECT n, md5(n::text) FROM generate_series(1, 10000) n",
                "VACUUM ANALYZE t",
                "INSERT INTO t SELECT n, md5(n::text) FROM generate_series(10001, 100000) n");
        Inspection inspection = patient.inspect(FROM_1_MB);
        assertThat(inspection.of(FindingKind.TABLE_BLOAT)).isEmpty();
        assertThat(inspection.of(FindingKind.INDEX_BLOAT)).isEmpty();
    }

    /// Of new files all waste that is estimated is error.
    @Test
    void theEstimatesOfNewFilesAreWithinAFewPercent() throws SQLException {
        patient.run(
                "CREATE TABLE wide AS SELECT n AS id, md5(n::text) AS name, n % 7 AS kind,"
                        + " CASE WHEN n % 3 = 0 THEN repeat('x', n % 50) END AS note,"
                        + " timestamptz '2026-01-01' + n * interval '1 minute' AS at,"
                        + " (n % 1000)::numeric(12, 2) AS price FROM generate_series(1, 100000) n",
                // All rows are looked at: of a sample, what a partial index holds is a guess.
                "ALTER TABLE wide ALTER kind SET STATISTICS 1000",
                "CREATE TABLE narrow AS SELECT n AS id FROM generate_series(1, 100000) n",
                "CREATE TABLE padded AS SELECT n AS a, n::bigint AS b, n AS c, n::bigint AS d"
                        + " FROM generate_series(1, 100000) n",
                "CREATE INDEX wide_id ON wide (id)",
                "CREATE INDEX wide_name ON wide (name)",
                "CREATE INDEX wide_kind ON wide (kind)",
                "CREATE INDEX wide_kind_at ON wide (kind, at)",
                "CREATE INDEX wide_price ON wide (price)",
                "CREATE INDEX wide_note ON wide (note)",
                "CREATE INDEX wide_lower ON wide (lower(name))",
                "CREATE INDEX wide_partial ON wide (at) WHERE kind = 3",
                "CREATE INDEX wide_including ON wide (kind) INCLUDE (id)",
                "CREATE UNIQUE INDEX narrow_id ON narrow (id) WITH (fillfactor = 70)",
                // A bulk load makes its file longer than it needs, by up to 64 pages.
                "VACUUM FULL wide",
                "VACUUM FULL narrow",
                "VACUUM FULL padded",
                "VACUUM ANALYZE");
        Map<String, Double> tables = errors("table_bloat");
        assertThat(tables)
                .as("%s", tables)
                .hasSize(3)
                .allSatisfy((table, error) -> assertThat(error).as(table).isBetween(-0.03, 0.03));
        assertThat(errors("index_bloat"))
                .hasSize(10)
                .allSatisfy((index, error) -> assertThat(error).as(index).isBetween(-0.03, 0.03));
    }

    private Map<String, Double> errors(String question) throws SQLException {
        try (Connection connection = patient.dataSource.getConnection()) {
            List<Question.Row> rows = Question.of(question).ask(connection, 0L, -(1L << 40), -1e6);
            return rows.stream()
                    .collect(
                            Collectors.toMap(
                                    row -> row.text("subject"),
                                    row ->
                                            row.columns().get("wastedShare") instanceof Double share
                                                    ? share
                                                    : Double.NaN));
        }
    }
}
