package io.headroom.http.pages;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Pages of a real server's rows, with many ties and nulls.
class PagedQueryIT {

    private static final int ROWS = 300;
    private static final TestDatabase DATABASE = TestServers.newDatabase();
    private static final DataSource DATA_SOURCE = DATABASE.dataSource();
    private static final SignedCursor CURSORS = new SignedCursor(new byte[32]);

    private static PagedQueryBuilder things(String name) {
        return PagedQuery.named(name)
                .select(
                        """
                        SELECT t.*, o.name AS owner
                        FROM thing t JOIN owner o ON o.id = t.owner_id -- ':nothing'
                        WHERE t.never_null >= :least AND t.labels ?? 'a'\
                        """)
                .filter("owners", "owner_id IN (:owners)")
                .filter("whole", "whole = :whole")
                .filter("dated", "dated IS NOT NULL")
                .sorts(
                        SortField.of("neverNull", "never_null", SortKey.Type.LONG),
                        SortField.of("wholeFirst", "whole", SortKey.Type.LONG).nullsFirst(),
                        SortField.of("wholeLast", "whole", SortKey.Type.LONG).nullsLast(),
                        SortField.of("wholeLargest", "whole", SortKey.Type.LONG).nullsLargest(),
                        SortField.of("textFirst", "text COLLATE \"C\"", SortKey.Type.TEXT)
                                .nullsFirst(),
                        SortField.of("textLast", "lower(text)", SortKey.Type.TEXT).nullsLast(),
                        SortField.of("textLargest", "text", SortKey.Type.TEXT).nullsLargest(),
                        SortField.of("exact", SortKey.Type.DECIMAL).nullsLast(),
                        SortField.of("approximate", SortKey.Type.DOUBLE).nullsFirst(),
                        SortField.of("moment", SortKey.Type.TIMESTAMP).nullsLargest(),
                        SortField.of("local", SortKey.Type.LOCAL_TIMESTAMP).nullsLast(),
                        SortField.of("dated", SortKey.Type.DATE).nullsFirst(),
                        SortField.of("code", SortKey.Type.UUID).nullsLast(),
                        SortField.of("id", SortKey.Type.LONG))
                .unique("id", SortKey.Type.LONG)
                .offsetPages(100)
                .signedBy(CURSORS);
    }

    private static final PagedQuery<Long> THINGS = things("things").rows(row -> row.getLong("id"));
    private static final PageRequest ALL =
            PageRequest.first().with("least", 0).withLimit(7).sortedBy("id");

    @BeforeAll
    static void fill() throws SQLException {
        execute(
                """
                CREATE TABLE owner (id int PRIMARY KEY, name text NOT NULL);
                INSERT INTO owner VALUES (0, 'Zoë'), (1, 'Ana');
                CREATE TABLE thing (
                    id int PRIMARY KEY, owner_id int NOT NULL, whole smallint, exact numeric(6, 2),
                    approximate double precision, text text, moment timestamptz, local timestamp,
                    dated date, code uuid, never_null bigint NOT NULL, labels jsonb NOT NULL,
                    words text[]);
                SELECT setseed(0.17);
                INSERT INTO thing
                SELECT n, n % 2, CASE WHEN random() < 0.7 THEN (random() * 5)::int END,
                    CASE WHEN random() < 0.7 THEN (random() * 5)::numeric(6, 2) END,
                    CASE WHEN random() < 0.7 THEN
                        (ARRAY[0, '-0', 'NaN', 'Infinity', '-Infinity', 0.1])[1 + (random() * 5)::int] END,
                    CASE WHEN random() < 0.7 THEN substr('äBb''c%_', (random() * 6)::int, 2) END,
                    CASE WHEN random() < 0.7 THEN
                        (ARRAY['infinity', '-infinity', '2026-01-01', '2026-01-01 00:00:00.000001'])[1 + (random() * 3)::int]::timestamptz END,
                    CASE WHEN random() < 0.7 THEN
                        (ARRAY['infinity', '-infinity', '2026-01-01', '1500-01-01 00:00:00.000001'])[1 + (random() * 3)::int]::timestamp END,
                    CASE WHEN random() < 0.7 THEN
                        (ARRAY['infinity', '-infinity', '2026-01-01', '1500-01-01'])[1 + (random() * 3)::int]::date END,
                    CASE WHEN random() < 0.7 THEN md5((random() * 5)::int::text)::uuid END,
                    (random() * 5)::bigint, '{"a": 1}', ARRAY['x', 'y']
                FROM generate_series(1, 300) n
                """);
    }

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATA_SOURCE.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static Stream<String> allCombinationsOfDirectionsAndNulls() {
        List<String> first = List.of("neverNull", "wholeFirst", "wholeLast", "wholeLargest");
        List<String> second = List.of("textFirst", "textLast", "textLargest");
        return first.stream()
                .flatMap(a -> Stream.of(a, "-" + a))
                .flatMap(a ->
                        second.stream().flatMap(b -> Stream.of(b, "-" + b)).map(b -> a + "," + b));
    }

    static Stream<String> randomOrders() {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "neverNull",
                                "wholeLast",
                                "textLast",
                                "exact",
                                "approximate",
                                "moment",
                                "local",
                                "dated",
                                "code",
                                "id"));
        Random random = new Random(2026);
        return Stream.generate(
                        () -> {
                            Collections.shuffle(all, random);
                            return String.join(
                                    ",",
                                    all.subList(0, 1 + random.nextInt(3)).stream()
                                            .map(name -> random.nextBoolean() ? name : "-" + name)
                                            .toList());
                        })
                .limit(60);
    }

    @ParameterizedTest
    @MethodSource({"allCombinationsOfDirectionsAndNulls", "randomOrders"})
    void forwardIsBackwardIsTheWholeInOrder(String sort) throws SQLException {
        try (Connection connection = DATA_SOURCE.getConnection()) {
            SqlRunner runner = SqlRunner.on(connection);
            PageRequest request = ALL.sortedBy(sort);
            List<Long> whole = whole(runner, request);
            assertThat(whole).hasSize(ROWS);

            List<Long> forward = new ArrayList<>();
            Page<Long> page = THINGS.page(request, runner);
            assertThat(page.page().previous()).isNull();
            forward.addAll(page.items());
            while (page.page().hasMore()) {
                page = THINGS.page(request.at(page.page().next()), runner);
                forward.addAll(page.items());
            }
            assertThat(page.page().next()).isNull();
            assertThat(forward).isEqualTo(whole);

            List<Long> backward = new ArrayList<>(page.items().reversed());
            while (page.page().previous() != null) {
                page = THINGS.page(request.at(page.page().previous()), runner);
                backward.addAll(page.items().reversed());
            }
            assertThat(backward.reversed()).isEqualTo(whole);
        }
    }

    /// One statement without any seek condition.
    private static List<Long> whole(SqlRunner runner, PageRequest request) {
        SqlStatement statement = THINGS.read(request).statement();
        List<Long> ids = new ArrayList<>();
        runner.run(
                statement.text().replaceFirst("LIMIT 8$", ""),
                statement.parameters(),
                row -> ids.add(row.getLong("id")));
        return ids;
    }

    @Test
    void rowsThatComeAndGoBetweenPagesNeitherRepeatNorHideOthers() throws SQLException {
        Random random = new Random(4);
        execute("CREATE TABLE shifting (id bigint PRIMARY KEY, rank bigint)");
        execute(
                "INSERT INTO shifting SELECT n * 1000, nullif(n % 7, 0) FROM generate_series(1, 400) n");
        PagedQuery<Long> shifting =
                PagedQuery.named("shifting")
                        .select("SELECT id, rank FROM shifting")
                        .sorts(SortField.of("rank", SortKey.Type.LONG).nullsLast())
                        .unique("id", SortKey.Type.LONG)
                        .signedBy(CURSORS)
                        .rows(row -> row.getLong("id"));
        SqlRunner runner = SqlRunner.on(DATA_SOURCE);
        PageRequest request = PageRequest.first().sortedBy("-rank").withLimit(10);
        List<Long> seen = new ArrayList<>();
        List<Long> deleted = new ArrayList<>();
        Page<Long> page = shifting.page(request, runner);
        seen.addAll(page.items());
        while (page.page().hasMore()) {
            // Also the row that the cursor names may go.
            long victim =
                    random.nextBoolean() ? page.items().getLast() : 1000L * random.nextInt(400);
            execute("DELETE FROM shifting WHERE id = " + victim);
            deleted.add(victim);
            for (int i = 0; i < 5; i++) {
                execute(
                        "INSERT INTO shifting VALUES (%d, nullif(%d, 0)) ON CONFLICT DO NOTHING"
                                .formatted(random.nextInt(400_000) * 2 + 1, random.nextInt(7)));
            }
            page = shifting.page(request.at(page.page().next()), runner);
            seen.addAll(page.items());
        }
        List<Long> lasting = new ArrayList<>();
        for (long id = 1000; id <= 400_000; id += 1000) {
            lasting.add(id);
        }
        lasting.removeAll(deleted);
        assertThat(seen).doesNotHaveDuplicates().containsAll(lasting);
    }

    @Test
    void everyJdbcAccessGivesTheSamePage() throws SQLException {
        PageRequest request =
                ALL.sortedBy("-wholeLast,textFirst").with("owners", List.of(0, 1)).withTotal(true);
        String next = THINGS.page(request, SqlRunner.on(DATA_SOURCE)).page().next();
        JdbcClient client = JdbcClient.create(DATA_SOURCE);
        NamedParameterJdbcTemplate template = new NamedParameterJdbcTemplate(DATA_SOURCE);
        try (Connection connection = DATA_SOURCE.getConnection()) {
            List<SqlRunner> runners =
                    List.of(
                            SqlRunner.on(DATA_SOURCE),
                            SqlRunner.on(connection),
                            (sql, parameters, rows) ->
                                    client.sql(sql).params(parameters).query(rows::row),
                            (sql, parameters, rows) -> template.query(sql, parameters, rows::row));
            List<Page<Long>> pages =
                    runners.stream().map(runner -> THINGS.page(request.at(next), runner)).toList();
            assertThat(pages.getFirst().items()).hasSize(7);
            assertThat(pages.getFirst().page().total()).isEqualTo(ROWS);
            assertThat(pages).containsOnly(pages.getFirst());
        }
    }

    @Test
    void cursorsOfOthersAndChangedOnesAreRefused() {
        SqlRunner runner = SqlRunner.on(DATA_SOURCE);
        String next = Objects.requireNonNull(THINGS.page(ALL, runner).page().next());
        assertThat(THINGS.page(ALL.at(next).withLimit(3).withTotal(true), runner).items())
                .containsExactly(8L, 9L, 10L);
        assertRefused(THINGS, ALL.at(next).sortedBy("-id"), "belongs to another query");
        assertRefused(THINGS, ALL.at(next).with("least", 1), "belongs to another query");
        assertRefused(THINGS, ALL.at(next).with("dated", true), "belongs to another query");
        assertRefused(things("others").rows(row -> 1L), ALL.at(next), "belongs to another query");
        assertRefused(THINGS, ALL.at(next.substring(1)), "is not a cursor that this service gave");
        assertRefused(THINGS, ALL.at(next.replace(next.charAt(30), 'x')), "was changed");
        PagedQuery<Long> ofAnotherKey =
                things("things")
                        .signedBy(
                                new SignedCursor(
                                        "another key, of 32 bytes or more".getBytes(US_ASCII)))
                        .rows(row -> 1L);
        assertRefused(ofAnotherKey, ALL.at(next), "was changed or signed with another key");
    }

    @Test
    void aCursorOfAnEarlierDeclarationIsRefused() {
        SqlRunner runner = SqlRunner.on(DATA_SOURCE);
        PagedQuery<Long> earlier = byWhole(SortField.of("whole", SortKey.Type.LONG).nullsLast());
        PagedQuery<Long> later = byWhole(SortField.of("whole", SortKey.Type.DECIMAL).nullsLast());
        PageRequest request = PageRequest.first().sortedBy("whole");
        String next = Objects.requireNonNull(earlier.page(request, runner).page().next());
        assertRefused(later, request.at(next), "belongs to another query");
    }

    private static PagedQuery<Long> byWhole(SortField field) {
        return PagedQuery.named("by_whole")
                .select("SELECT id, whole FROM thing")
                .sorts(field)
                .unique("id", SortKey.Type.LONG)
                .signedBy(CURSORS)
                .rows(row -> row.getLong("id"));
    }

    private static void assertRefused(PagedQuery<?> query, PageRequest request, String reason) {
        assertThatExceptionOfType(InvalidPageRequestException.class)
                .isThrownBy(() -> query.read(request))
                .satisfies(e ->
                        assertThat(e.problems())
                                .singleElement()
                                .satisfies(problem -> {
                                    assertThat(problem.field()).isEqualTo("cursor");
                                    assertThat(problem.message()).contains(reason);
                                }));
    }

    @Test
    void anOffsetPageIsTheSamePageAndLeadsOnByCursor() {
        SqlRunner runner = SqlRunner.on(DATA_SOURCE);
        PageRequest request = ALL.sortedBy("-wholeLast,textFirst").withTotal(true);
        Page<Long> byCursor = THINGS.page(request, runner);
        for (int number = 1; number <= 15; number++) {
            Page<Long> page = THINGS.page(request.atPage(number), runner);
            assertThat(page).as("page %s", number).isEqualTo(byCursor);
            byCursor = THINGS.page(request.at(page.page().next()), runner);
        }
        assertThatExceptionOfType(InvalidPageRequestException.class)
                .isThrownBy(() -> THINGS.page(request.atPage(16), runner))
                .withMessageContaining("page must be at most 15 with limit 7");
    }

    @Test
    void aPageBeyondTheEndIsEmpty() {
        SqlRunner runner = SqlRunner.on(DATA_SOURCE);
        PageRequest few = ALL.with("owners", List.of(7)).withTotal(true);
        for (PageRequest request : List.of(few, few.atPage(3))) {
            assertThat(THINGS.page(request, runner))
                    .isEqualTo(new Page<>(List.of(), new PageInfo(7, false, null, null, 0L)));
        }
        PageRequest small = ALL.with("least", 0).with("whole", 3).withLimit(100).withTotal(true);
        long total = Objects.requireNonNull(THINGS.page(small, runner).page().total());
        assertThat(total).isBetween(1L, 99L);
        assertThat(THINGS.page(small.atPage(2), runner))
                .isEqualTo(new Page<>(List.of(), new PageInfo(100, false, null, null, total)));
    }

    @Test
    void totalsAreExactOrSayHowTheyAreToBeRead() throws SQLException {
        execute("ANALYZE thing");
        SqlRunner runner = SqlRunner.on(DATA_SOURCE);
        PageRequest request = ALL.withTotal(true);
        assertThat(THINGS.page(ALL, runner).page().total()).isNull();
        assertThat(THINGS.page(request, runner).page())
                .extracting(PageInfo::total, PageInfo::totalIs)
                .containsExactly((long) ROWS, null);
        assertThat(total(Counting.upTo(ROWS), request))
                .extracting(PageInfo::total, PageInfo::totalIs)
                .containsExactly((long) ROWS, null);
        assertThat(total(Counting.upTo(100), request))
                .extracting(PageInfo::total, PageInfo::totalIs)
                .containsExactly(100L, PageInfo.TotalIs.AT_LEAST);
        PageInfo estimated = total(Counting.estimatedBeyond(100), request);
        assertThat(estimated.totalIs()).isEqualTo(PageInfo.TotalIs.ESTIMATE);
        assertThat(estimated.total()).isBetween(101L, 1000L);
    }

    private static PageInfo total(Counting counting, PageRequest request) {
        return things("counted")
                .counting(counting)
                .rows(row -> row.getLong("id"))
                .page(request, SqlRunner.on(DATA_SOURCE))
                .page();
    }

    @Test
    void fieldsComeInTheAskedOrderAndOtherColumnsAreNotComputed() {
        PagedQuery<Map<String, Object>> query =
                PagedQuery.named("fields")
                        .select("SELECT id, text, never_null, 1 / (id - id) AS broken FROM thing")
                        .sorts(SortField.of("text", SortKey.Type.TEXT).nullsLast())
                        .unique("id", SortKey.Type.LONG)
                        .signedBy(CURSORS)
                        .fields(
                                RowField.of("id"),
                                // Called as another column, by which is sorted all the same.
                                RowField.of("text", "'no ' || id"),
                                RowField.of("rank", "never_null * 0"),
                                RowField.of("broken"));
        SqlRunner runner = SqlRunner.on(DATA_SOURCE);
        PageRequest request = PageRequest.first().sortedBy("text").withFields("rank", "text", "id");
        Page<Map<String, Object>> page = query.page(request, runner);
        page = query.page(request.at(page.page().next()).withFields("text", "rank"), runner);
        assertThat(page.items())
                .hasSize(24)
                .allSatisfy(item -> assertThat(item.keySet()).containsExactly("text", "rank"));
        assertThat(page.items().getFirst().get("rank")).isEqualTo(0L);
        PageRequest broken = PageRequest.first();
        assertThatExceptionOfType(UncheckedSqlException.class)
                .isThrownBy(() -> query.page(broken, runner))
                .withMessageContaining("SQL state 22012");
    }

    @Test
    void fieldsOfAnyTypeHaveAFormForJson() throws SQLException {
        execute(
                """
                CREATE TABLE typed AS SELECT 1 AS id, 2::bigint AS big, 1.50::numeric AS exact,
                    true AS flag, 'x'::text AS text, NULL::text AS nothing,
                    timestamptz '2026-01-01 12:00:00.5Z' AS moment,
                    timestamp '2026-01-01 12:00' AS local, date '2026-01-01' AS dated,
                    '0192d9a0-7e1f-7cc3-98c4-dc0c0c07398f'::uuid AS code,
                    '{"a": 1}'::jsonb AS json, ARRAY['x', 'y'] AS words
                """);
        PagedQuery<Map<String, Object>> query =
                PagedQuery.named("typed")
                        .select("SELECT * FROM typed")
                        .unique("id", SortKey.Type.LONG)
                        .signedBy(CURSORS)
                        .fields(
                                "id", "big", "exact", "flag", "text", "nothing", "moment", "local",
                                "dated", "code", "json", "words");
        assertThat(query.page(PageRequest.first(), SqlRunner.on(DATA_SOURCE)).items())
                .singleElement()
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("id", 1),
                                Map.entry("big", 2L),
                                Map.entry("exact", new java.math.BigDecimal("1.50")),
                                Map.entry("flag", true),
                                Map.entry("text", "x"),
                                Map.entry("moment", Instant.parse("2026-01-01T12:00:00.5Z")),
                                Map.entry("local", LocalDateTime.parse("2026-01-01T12:00")),
                                Map.entry("dated", LocalDate.parse("2026-01-01")),
                                Map.entry(
                                        "code",
                                        UUID.fromString("0192d9a0-7e1f-7cc3-98c4-dc0c0c07398f")),
                                Map.entry("json", "{\"a\": 1}"),
                                Map.entry("words", List.of("x", "y"))));
    }

    @Test
    void groupedAndUnitedQueriesHavePagesToo() {
        PagedQuery<Long> grouped =
                PagedQuery.named("grouped")
                        .select(
                                """
                                WITH counted AS (
                                    SELECT whole, count(*) AS things FROM thing GROUP BY whole)
                                SELECT coalesce(whole, -1) AS id, things FROM counted
                                UNION ALL SELECT 100, :extra\
                                """)
                        .sorts(SortField.of("things", SortKey.Type.LONG))
                        .unique("id", SortKey.Type.LONG)
                        .signedBy(CURSORS)
                        .rows(row -> row.getLong("id"));
        PageRequest request =
                PageRequest.first().sortedBy("-things").with("extra", 5L).withLimit(2);
        SqlRunner runner = SqlRunner.on(DATA_SOURCE);
        List<Long> seen = new ArrayList<>();
        Page<Long> page = grouped.page(request, runner);
        seen.addAll(page.items());
        while (page.page().hasMore()) {
            page = grouped.page(request.at(page.page().next()), runner);
            seen.addAll(page.items());
        }
        assertThat(seen).hasSize(8).doesNotHaveDuplicates().endsWith(100L);
    }

    @Test
    void whatCallersSendIsNeverTextOfAStatement() {
        SqlRunner runner = SqlRunner.on(DATA_SOURCE);
        String hostile = "'; DROP TABLE thing; --";
        PagedQuery<Long> query =
                PagedQuery.named("named")
                        .select("SELECT id, text FROM thing")
                        .filter("text", "text = :text")
                        .sorts(SortField.of("text", SortKey.Type.TEXT).nullsLast())
                        .unique("id", SortKey.Type.LONG)
                        .signedBy(CURSORS)
                        .rows(row -> row.getLong("id"));
        PageRequest request =
                query.request(Map.of("sort", "text")::get).with("text", hostile).withTotal(true);
        assertThat(query.page(request, runner).page().total()).isZero();
        assertThat(query.read(request).statement().text()).doesNotContain("DROP");
        assertThat(THINGS.page(ALL.withTotal(true), runner).page().total()).isEqualTo(ROWS);
    }

    @Test
    void aNullWhereNoneWasDeclaredSaysWhatToDo() {
        PagedQuery<Long> wrong = byWhole(SortField.of("whole", SortKey.Type.LONG));
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        wrong.page(
                                PageRequest.first().sortedBy("-whole"), SqlRunner.on(DATA_SOURCE)))
                .withMessageContaining("by_whole has a row without whole")
                .withMessageContaining("SortField.nullsLast()");
    }
}
