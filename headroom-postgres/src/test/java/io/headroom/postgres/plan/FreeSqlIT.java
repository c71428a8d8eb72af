package io.headroom.postgres.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.plan.ExplainOutcome.Explained;
import io.headroom.postgres.plan.ExplainOutcome.Failed;
import io.headroom.postgres.plan.ExplainOutcome.RateLimited;
import io.headroom.postgres.plan.ExplainOutcome.Refused;
import io.headroom.test.ManualTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreeSqlIT {

    private static final String CARD = "4929-1813-3266-4295";

    private static final TestDatabase DATABASE = TestServers.newDatabase();

    private final ManualTime time = new ManualTime();
    private final List<String> audited = new ArrayList<>();

    @BeforeAll
    static void createTables() throws SQLException {
        run(
                """
                CREATE TABLE items (id int PRIMARY KEY, name text, price numeric, tags jsonb);
                INSERT INTO items SELECT i, 'item ' || i, i, '{}' FROM generate_series(1, 1000) i;
                CREATE TABLE cards (digits text);
                INSERT INTO cards VALUES ('4929-1813-3266-4295');
                CREATE FUNCTION leak() RETURNS int LANGUAGE sql STABLE AS
                  'SELECT (SELECT digits FROM cards)::int';
                CREATE FUNCTION leaking(items) RETURNS int LANGUAGE sql STABLE AS
                  'SELECT (SELECT digits FROM cards)::int';
                CREATE FUNCTION round(text) RETURNS int LANGUAGE sql STABLE AS
                  'SELECT (SELECT digits FROM cards)::int';
                ANALYZE items\
                """);
    }

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private FreeSql free(FreeSqlOptions options) {
        return new FreeSql(
                DATABASE.dataSource(),
                options,
                ExplainLimits.defaults(),
                (caller, sql, analyze, verdict) -> audited.add(caller + "|" + sql + "|" + verdict),
                time::nanos);
    }

    private final FreeSql free = free(new FreeSqlOptions(true, 600, 10_000, Set.of()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM items WHERE id = 7",
                "select i.name, count(*) from items i where lower(i.name) like 'a%' group by 1 order by 2 desc limit 5;",
                "SELECT a.id FROM items a JOIN items b ON b.id = a.id LEFT JOIN cards c ON (c.digits = b.name)",
                "WITH cheap AS (SELECT id FROM items WHERE price < 10) SELECT * FROM cheap",
                "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n",
                "SELECT id FROM items UNION SELECT id FROM public.items EXCEPT (SELECT 1) ORDER BY 1 OFFSET 3",
                "SELECT id, row_number() OVER (PARTITION BY price ORDER BY id) FROM items",
                "SELECT CASE WHEN price BETWEEN 1 AND 5 THEN 'cheap' ELSE 'dear' END FROM items WHERE id IN (1, 2)",
                "SELECT * FROM items WHERE EXISTS (SELECT 1 FROM items i WHERE i.id = items.id) AND name IS NOT NULL",
                "SELECT CAST(price AS int), price::numeric(10,2), date '2026-01-01' FROM items",
                "SELECT sum(price) FILTER (WHERE id > 3), extract(year FROM now()) FROM items HAVING count(*) > 1",
                "SELECT \"name\" FROM \"items\" WHERE name = 'it''s; -- no comment'",
                "VALUES (1, 'a'), (2, 'b')"
            })
    void aPlainSelectIsExplained(String sql) {
        assertThat(free.explain(sql, false, "ann")).isInstanceOf(Explained.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // more than one statement
                "SELECT 1; SELECT 2",
                "SELECT 1; DROP TABLE items",
                "SELECT 1;; DELETE FROM items",
                "SELECT 1 \n;\n ROLLBACK",
                // not a SELECT
                "INSERT INTO items VALUES (9999)",
                "UPDATE items SET price = 0",
                "DELETE FROM items",
                "MERGE INTO items USING cards ON true WHEN MATCHED THEN DELETE",
                "TRUNCATE items",
                "DROP TABLE items",
                "CREATE TABLE stolen AS SELECT * FROM cards",
                "COPY cards TO '/tmp/stolen'",
                "COPY (SELECT * FROM cards) TO PROGRAM 'cat'",
                "DO 'BEGIN PERFORM leak(); END'",
                "CALL leak()",
                "EXECUTE headroom_explain",
                "SET ROLE postgres",
                "SHOW data_directory",
                "BEGIN",
                "COMMIT",
                "LISTEN x",
                "LOCK TABLE items",
                "VACUUM items",
                "EXPLAIN ANALYZE SELECT leak()",
                "ANALYZE VERBOSE items",
                "(VERBOSE) SELECT 1",
                "ANALYZE SELECT 1",
                "TABLE cards",
                "DECLARE c CURSOR FOR SELECT 1",
                // a SELECT that writes or locks
                "SELECT * INTO stolen FROM cards",
                "SELECT * INTO TEMP stolen FROM cards",
                "SELECT * FROM items FOR UPDATE",
                "SELECT * FROM items FOR NO KEY UPDATE",
                "SELECT * FROM items FOR SHARE",
                "SELECT * FROM items FOR KEY SHARE SKIP LOCKED",
                "SELECT * FROM items FOR UPDATE OF items NOWAIT",
                "SELECT * FROM (SELECT * FROM items FOR UPDATE) x",
                "WITH gone AS (DELETE FROM items RETURNING *) SELECT * FROM gone",
                "WITH n AS (INSERT INTO items VALUES (9999) RETURNING id) SELECT * FROM n",
                "WITH n AS (UPDATE items SET price = 0 RETURNING id) SELECT * FROM n",
                "WITH a AS (WITH b AS (DELETE FROM items RETURNING *) SELECT * FROM b) SELECT * FROM a",
                "SELECT * FROM items WHERE id IN (WITH g AS (DELETE FROM items RETURNING id) SELECT id FROM g)",
                // functions
                "SELECT leak()",
                "SELECT public.leak()",
                "SELECT \"leak\"()",
                "SELECT * FROM items WHERE id = leak()",
                "SELECT * FROM items ORDER BY leak()",
                "SELECT * FROM items LIMIT leak()",
                "SELECT * FROM items OFFSET (SELECT leak())",
                "SELECT * FROM items GROUP BY leak()",
                "SELECT 1 FROM items HAVING leak() > 0",
                "SELECT count(*) FILTER (WHERE leak() > 0) FROM items",
                "SELECT sum(id) OVER (ORDER BY leak()) FROM items",
                "SELECT sum(id) OVER w FROM items WINDOW w AS (PARTITION BY leak())",
                "SELECT DISTINCT ON (leak()) id FROM items",
                "SELECT * FROM leak()",
                "SELECT * FROM items, LATERAL leak() x",
                "SELECT * FROM ROWS FROM (leak(), leak()) x",
                "SELECT CASE WHEN leak() > 0 THEN 1 END",
                "SELECT ARRAY[leak()]",
                "VALUES (leak())",
                "SELECT * FROM items a JOIN items b ON leak() = 1",
                "SELECT round('1')",
                "SELECT i.leaking FROM items i",
                "SELECT (i).leaking FROM items i",
                "SELECT (SELECT i FROM items i LIMIT 1).leaking",
                "SELECT pg_sleep(10)",
                "SELECT pg_catalog.pg_sleep(10)",
                "SELECT set_config('transaction_read_only', 'off', false)",
                "SELECT current_setting('data_directory')",
                "SELECT pg_read_file('/etc/passwd')",
                "SELECT lo_import('/etc/passwd')",
                "SELECT dblink('host=localhost', 'DROP TABLE items')",
                "SELECT * FROM dblink('host=localhost', 'SELECT 1') AS t(a int)",
                "SELECT query_to_xml('SELECT * FROM cards', true, true, '')",
                "SELECT nextval('s')",
                "SELECT pg_terminate_backend(1)",
                "SELECT pg_advisory_lock(1)",
                "SELECT txid_current()",
                "SELECT random()",
                "SELECT * FROM generate_series(1, 1000000000)",
                "SELECT * FROM items TABLESAMPLE system(1)",
                "SELECT * FROM XMLTABLE('/a' PASSING '<a/>' COLUMNS b text)",
                "SELECT * FROM items WHERE id OPERATOR(pg_catalog.=) 1",
                // the system's tables, and casts that read them
                "SELECT * FROM pg_authid",
                "SELECT * FROM pg_catalog.pg_shadow",
                "SELECT * FROM \"pg_catalog\".\"pg_authid\"",
                "SELECT * FROM Pg_Stat_Activity",
                "SELECT * FROM pg_stats WHERE tablename = 'cards'",
                "SELECT * FROM information_schema.tables",
                "SELECT * FROM items WHERE id IN (SELECT 1 FROM pg_class)",
                "SELECT 'cards'::regclass",
                "SELECT CAST('leak' AS regproc)",
                "SELECT regclass 'cards'",
                "SELECT \"regclass\" 'cards'",
                "SELECT regclass('cards')",
                "SELECT pg_lsn(1) '0/0'",
                "SELECT items 'cards' FROM items",
                // what two parsers may read differently
                "SELECT 1 -- nothing",
                "SELECT 1 /* nothing */",
                "SELECT 1 /* /* */ ; DROP TABLE items /* */ */",
                "SELECT $$text$$",
                "SELECT $tag$; DROP TABLE items; $tag$",
                "SELECT E'\\'; DROP TABLE items; --'",
                "SELECT '\\'; DROP TABLE items; --'",
                "SELECT U&'\\0027'",
                "SELECT U&\"le\\0061k\"()",
                "SELECT $1",
                "SELECT ?",
                "SELECT 'not closed",
                "SELECT \"not closed",
                "SELECT 1 WHERE '' = ''''; DROP TABLE items",
                "SELECT {fn user()}",
                "SELECT\u00a01",
                "SELECT 1\u0000; DROP TABLE items",
                "SELECT ((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))",
                "",
                "   ",
                "nonsense"
            })
    void anAttackIsRefusedBeforeTheServerSeesIt(String sql) {
        assertThat(free.explain(sql, false, "eve")).isInstanceOf(Refused.class);
        assertThat(free.explain(sql, true, "eve")).isInstanceOf(Refused.class);
        assertThat(audited).hasSize(2).allMatch(entry -> entry.contains("|refused: "));
    }

    @Test
    void aTextOfAMegabyteIsRefusedAtOnce() {
        String sql = "SELECT " + "1 + ".repeat(260_000) + "1";

        assertThat(free.explain(sql, false, "eve"))
                .isEqualTo(new Refused("the text must be of at most 10000 characters"));
        assertThat(free.explain("SELECT " + "NOT ".repeat(2_400) + "true", false, "eve"))
                .isNotInstanceOf(RateLimited.class);
    }

    @Test
    void ofAnErrorOnlyStateAndPositionAreTold() {
        assertThat(free.explain("SELECT nothing FROM items", false, "ann"))
                .isEqualTo(new Failed("42703", 8));
        assertThat(free.explain("SELECT digits::int FROM cards", true, "ann"))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.sqlState()).isEqualTo("22P02");
                            assertThat(failed.toString()).doesNotContain(CARD);
                        });
        assertThat(String.join("", audited)).doesNotContain(CARD);
    }

    @Test
    void anExecutionEndsAtItsTimeLimit() {
        FreeSql brief =
                new FreeSql(
                        DATABASE.dataSource(),
                        new FreeSqlOptions(true, 10, 10_000, Set.of()),
                        new ExplainLimits(Duration.ofMillis(50), Duration.ofMillis(50)),
                        (_, _, _, _) -> {},
                        time::nanos);
        String sql =
                "SELECT count(*) FROM items a CROSS JOIN items b CROSS JOIN items c CROSS JOIN items d";

        assertThat(brief.explain(sql, true, "ann")).isEqualTo(new Failed("57014", 0));
    }

    @Test
    void nothingIsExecutedUnlessThatIsAllowed() {
        FreeSql plansOnly = free(FreeSqlOptions.defaults());

        assertThat(plansOnly.explain("SELECT 1", true, "ann")).isInstanceOf(Refused.class);
        assertThat(plansOnly.explain("SELECT 1", false, "ann")).isInstanceOf(Explained.class);
    }

    @Test
    void moreThanTheRateIsTurnedAwayUntilTimeHasPassed() {
        FreeSql plansOnly = free(FreeSqlOptions.defaults());
        for (int i = 0; i < 10; i++) {
            assertThat(plansOnly.explain("SELECT 1", false, "ann")).isInstanceOf(Explained.class);
        }

        assertThat(plansOnly.explain("SELECT 1", false, "ann"))
                .isInstanceOfSatisfying(
                        RateLimited.class,
                        limited ->
                                assertThat(limited.retryAfter())
                                        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7)));
        time.advance(Duration.ofSeconds(7));
        assertThat(plansOnly.explain("SELECT 1", false, "ann")).isInstanceOf(Explained.class);
    }

    @Test
    void theAuditSeesWhoAskedForWhatWithoutConstants() {
        free.explain("SELECT * FROM items WHERE name = 'secret' AND id = 7", false, "ann");

        assertThat(audited)
                .containsExactly("ann|SELECT * FROM items WHERE name = ? AND id = ?|explained");
    }
}
