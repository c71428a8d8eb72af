package io.headroom.postgres.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.postgres.ServerVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Indexes that are invalid, doubled, redundant and unread, each made on purpose.
class IndexFindingsIT {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final Patient patient = new Patient();

    @AfterEach
    void end() {
        patient.close();
    }

    @Test
    void whatAFailedBuildLeavesIsNamedWithTheStatementThatDropsIt() throws SQLException {
        patient.run("CREATE TABLE t (a integer)", "INSERT INTO t VALUES (1), (1)");
        assertThatThrownBy(() -> patient.run("CREATE UNIQUE INDEX CONCURRENTLY \"t A\" ON t (a)"))
                .hasMessageContaining("could not create unique index");
        List<Finding> invalid = patient.inspect().of(FindingKind.INVALID_INDEX);
        assertThat(invalid)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.subject()).isEqualTo("public.\"t A\"");
                    assertThat(finding.remedy())
                            .isEqualTo("DROP INDEX CONCURRENTLY public.\"t A\"");
                    assertThat(finding.evidence()).containsEntry("table", "public.t");
                });
        patient.run(invalid.getFirst().remedy());
        assertThat(patient.subjects(FindingKind.INVALID_INDEX)).isEmpty();
    }

    @Test
    void anIndexThatIsBeingBuiltIsNotALeftover() throws Exception {
        patient.run("CREATE TABLE t (a integer)");
        try (ExecutorService builder = Executors.newSingleThreadExecutor();
                Connection writer = patient.dataSource.getConnection()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("INSERT INTO t VALUES (1)");
            Future<?> build =
                    builder.submit(() -> {
                        patient.run("CREATE INDEX CONCURRENTLY t_a ON t (a)");
                        return true;
                    });
            long deadline = System.nanoTime() + Patient.PATIENCE.toNanos();
            while (patient.number("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == 0) {
                assertThat(System.nanoTime()).as("the build has begun").isLessThan(deadline);
            }
            assertThat(patient.subjects(FindingKind.INVALID_INDEX)).isEmpty();
            writer.rollback();
            build.get();
        }
        assertThat(patient.subjects(FindingKind.INVALID_INDEX)).isEmpty();
    }

    /// Two indexes, and which of them is superfluous.
    static Stream<Arguments> pairs() {
        String none = "";
        String duplicate = "duplicate-index two";
        String redundant = "redundant-index two";
        return Stream.of(
                Arguments.of("(a, b)", "(a, b)", duplicate),
                Arguments.of("(a, b)", "(b, a)", none),
                Arguments.of("(a)", "(a DESC)", none),
                Arguments.of("(a)", "(a NULLS FIRST)", none),
                Arguments.of("(t)", "(t text_pattern_ops)", none),
                Arguments.of("(t)", "(t COLLATE \"C\")", none),
                Arguments.of("(t COLLATE \"C\")", "(t COLLATE \"C\")", duplicate),
                Arguments.of("(a) WHERE b > 1", "(a) WHERE b > 1", duplicate),
                Arguments.of("(a) WHERE b > 1", "(a) WHERE b > 2", none),
                Arguments.of("(a)", "(a) WHERE b > 1", none),
                Arguments.of("(lower(t))", "(lower(t))", duplicate),
                Arguments.of("(lower(t))", "(upper(t))", none),
                Arguments.of("(a) INCLUDE (b)", "(a) INCLUDE (b)", duplicate),
                Arguments.of("(a) INCLUDE (b)", "(a)", redundant),
                Arguments.of("(a)", "(a) INCLUDE (b)", "redundant-index one"),
                Arguments.of("(a, b)", "(a)", redundant),
                Arguments.of("(a, b)", "(a) INCLUDE (b)", redundant),
                Arguments.of("(a, b)", "(a) INCLUDE (t)", none),
                Arguments.of("(a, b)", "(b)", none),
                Arguments.of("(a, t text_pattern_ops)", "(a, t)", none),
                Arguments.of("(lower(t), a)", "(lower(t))", redundant),
                Arguments.of("(a, b) WHERE b > 1", "(a) WHERE b > 1", redundant),
                Arguments.of("(a, b) WHERE b > 1", "(a)", none),
                Arguments.of("USING hash (a)", "(a)", none),
                Arguments.of("USING hash (a)", "USING hash (a)", duplicate),
                Arguments.of("USING brin (a) WITH (pages_per_range = 8)", "USING brin (a)", none),
                Arguments.of("(a) WITH (fillfactor = 70)", "(a)", duplicate),
                Arguments.of("UNIQUE (a)", "(a)", duplicate),
                Arguments.of("(a)", "UNIQUE (a)", "duplicate-index one"),
                Arguments.of("UNIQUE (a)", "UNIQUE (a)", duplicate),
                Arguments.of("UNIQUE (a)", "UNIQUE (a) NULLS NOT DISTINCT", none),
                Arguments.of("(a, b)", "UNIQUE (a)", none),
                Arguments.of("UNIQUE (a, b)", "(a)", redundant));
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @MethodSource("pairs")
    void twoIndexes(String one, String two, String superfluous) throws SQLException {
        if (two.contains("NULLS NOT DISTINCT")) {
            ServerVersion.assumeAtLeast(15, two);
        }
        patient.run(
                "CREATE TABLE t (a integer, b integer, t text)",
                create("one", one),
                create("two", two));
        List<Finding> findings = patient.inspect().about(Topic.INDEXES);
        assertThat(findings)
                .map(finding ->
                        finding.kind().label() + " " + finding.subject().replace("public.", ""))
                .isEqualTo(superfluous.isEmpty() ? List.of() : List.of(superfluous));
        for (Finding finding : findings) {
            patient.run(finding.remedy());
        }
        assertThat(patient.inspect().about(Topic.INDEXES)).isEmpty();
    }

    private static String create(String name, String definition) {
        String unique = definition.startsWith("UNIQUE") ? "UNIQUE" : "";
        return "CREATE %s INDEX %s ON t %s"
                .formatted(unique, name, definition.replace("UNIQUE ", ""));
    }

    @Test
    void whatAConstraintOrAReferenceNeedsIsNeverToBeDropped() throws SQLException {
        patient.run(
                "CREATE TABLE parent (a integer PRIMARY KEY, b integer UNIQUE)",
                "CREATE TABLE child (a integer REFERENCES parent)",
                "CREATE UNIQUE INDEX parent_copy ON parent (a)",
                "ALTER TABLE parent ADD UNIQUE (b)",
                "CREATE INDEX parent_b ON parent (b, a)");
        List<Finding> duplicates = patient.inspect().about(Topic.INDEXES);
        assertThat(duplicates)
                .extracting(Finding::subject)
                .containsExactlyInAnyOrder("public.parent_copy", "public.parent_b_key1");
        assertThat(duplicates)
                .filteredOn(finding -> finding.subject().equals("public.parent_b_key1"))
                .allSatisfy(finding -> assertThat(finding.remedy()).isEmpty());
    }

    @Test
    void ofThreeCopiesTheOldestIsKept() throws SQLException {
        patient.run(
                "CREATE TABLE t (a integer)",
                "CREATE INDEX first ON t (a)",
                "CREATE INDEX second ON t (a)",
                "CREATE INDEX third ON t (a)");
        assertThat(patient.inspect().of(FindingKind.DUPLICATE_INDEX))
                .extracting(
                        finding -> finding.subject() + " " + finding.evidence().get("coveredBy"))
                .containsExactly("public.second public.first", "public.third public.first");
    }

    @Test
    void anIndexThatNobodyReadForLongIsAdviceUnlessItEnforcesSomethingOrIsYoung()
            throws SQLException {
        patient.run(
                "CREATE TABLE t (a integer PRIMARY KEY, b integer UNIQUE, c integer, d integer)",
                "INSERT INTO t SELECT n, n, n, n FROM generate_series(1, 1000) n",
                "CREATE INDEX read ON t (c)",
                "CREATE INDEX unread ON t (d)",
                "ANALYZE t",
                "SET enable_seqscan = off",
                "SELECT a FROM t WHERE c = 7");
        assertThat(patient.subjects(FindingKind.UNUSED_INDEX))
                .as("counted for less than a month")
                .isEmpty();
        InspectionOptions threeSeconds = Patient.options(TEN_MINUTES, Duration.ofSeconds(3));
        patient.await(
                threeSeconds,
                found ->
                        found.of(FindingKind.UNUSED_INDEX).stream()
                                .anyMatch(finding -> finding.subject().equals("public.unread")));
        patient.run("SET enable_seqscan = off", "SELECT a FROM t WHERE c = 7");
        patient.run("CREATE INDEX young ON t (b, d)");
        assertThat(patient.inspect(threeSeconds).of(FindingKind.UNUSED_INDEX))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.subject()).isEqualTo("public.unread");
                    assertThat(finding.severity()).isEqualTo(Severity.ADVICE);
                    assertThat(finding.evidence())
                            .containsEntry("scans", 0L)
                            .containsKey("countedSince");
                });
    }
}
