package io.headroom.postgres.advisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headroom.core.Bytes;
import io.headroom.postgres.plan.Plan;
import io.headroom.postgres.plan.PlanNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every what-if does, whoever's planner it asks: each fact is compared with the index really
/// built in the service's database.
abstract class WhatIfSuite {

    private static final String TABLES =
            """
            CREATE TYPE state AS ENUM ('open', 'paid', 'sent');
            CREATE TABLE customer (id integer PRIMARY KEY, email text NOT NULL, city text);
            CREATE TABLE purchase (
                id bigint PRIMARY KEY,
                customer_id integer NOT NULL REFERENCES customer,
                state state NOT NULL,
                amount numeric(10, 2) NOT NULL,
                note text,
                placed_on date NOT NULL
            );
            INSERT INTO customer
            SELECT i, 'user' || i || '@example.org', 'city ' || i % 100
            FROM generate_series(1, 20000) i;
            INSERT INTO purchase
            SELECT i, 1 + (i::bigint * 7919) % 20000,
                   (CASE WHEN i % 50 = 0 THEN 'open' WHEN i % 3 = 0 THEN 'paid' ELSE 'sent' END)::state,
                   i % 1000, CASE WHEN i % 10 = 0 THEN 'n' || i END,
                   DATE '2026-01-01' + i % 365
            FROM generate_series(1, 300000) i;
            CREATE VIEW open_purchase AS SELECT * FROM purchase WHERE state = 'open';
            CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
            """;

    /// Everything that an index leaves in a database.
    private static final String RELATIONS =
            "SELECT coalesce(string_agg(oid || ' ' || relname, ', ' ORDER BY oid), '')"
                    + " FROM pg_class WHERE relnamespace = 'public'::regnamespace";

    private DataSource service;
    Connection connection;
    WhatIf whatIf;

    /// What a service's database holds.
    static void fill(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            // VACUUM takes rows as visible to all, which index-only scans need, once their
            // commit is in the log.
            statement.execute("SET synchronous_commit = on");
            statement.execute(TABLES);
            statement.execute("VACUUM ANALYZE");
        }
    }

    /// A database of its own for one test, filled by [#fill].
    abstract DataSource newDatabase() throws SQLException;

    abstract void drop() throws SQLException;

    abstract WhatIf open(DataSource service) throws SQLException;

    /// How far from the real one a size may be, as a share.
    abstract double sizeError(IndexDefinition index);

    /// How far from the real one a cost may be, in units of the planner.
    abstract double costError(double real);

    @BeforeEach
    final void begin() throws SQLException {
        service = newDatabase();
        connection = service.getConnection();
        whatIf = open(service);
    }

    @AfterEach
    final void end() throws SQLException {
        whatIf.close();
        connection.close();
        drop();
    }

    final DataSource service() {
        return service;
    }

    @Test
    void withoutCandidatesItPlansAsTheDatabaseDoes() throws SQLException {
        whatIf.define(List.of());
        for (String sql :
                List.of(
                        "SELECT * FROM purchase WHERE id = 4711",
                        "SELECT * FROM purchase WHERE customer_id = 12",
                        "SELECT city, sum(amount) FROM purchase p JOIN customer c ON c.id = p.customer_id WHERE placed_on > '2026-11-01' GROUP BY city ORDER BY 2 DESC",
                        "SELECT count(*) FROM open_purchase WHERE note IS NULL",
                        "SELECT * FROM customer WHERE id IN (SELECT customer_id FROM purchase WHERE state = 'open')",
                        "SELECT max(id) FROM purchase",
                        "SELECT twice(id) FROM customer ORDER BY email LIMIT 10")) {
            Plan real = new Explainer(connection).plan(Question.of(sql));
            Plan plan = whatIf.plan(Question.of(sql), List.of());
            assertThat(plan.shape()).as(sql).isEqualTo(real.shape());
            assertThat(plan.totalCost())
                    .as(sql)
                    .isCloseTo(real.totalCost(), within(0.01 * real.totalCost() + 1));
        }
    }

    @Test
    void anIndexThatIsNotThereIsUsedWithTheCostAndSizeOfARealOne() throws SQLException {
        List<IndexDefinition> definitions =
                List.of(
                        IndexDefinition.btree("public", "purchase", "customer_id"),
                        IndexDefinition.btree("public", "purchase", "placed_on", "amount"),
                        IndexDefinition.btree("public", "purchase", "state"),
                        IndexDefinition.btree("public", "customer", "email"),
                        IndexDefinition.btree("public", "customer", "lower(email)"),
                        new IndexDefinition(
                                "public",
                                "purchase",
                                List.of("customer_id"),
                                List.of("amount"),
                                "",
                                "btree"),
                        new IndexDefinition(
                                "public",
                                "purchase",
                                List.of("placed_on"),
                                List.of(),
                                "state = 'open'::state",
                                "btree"));
        Map<IndexDefinition, Bytes> sizes = whatIf.define(definitions);
        assertThat(sizes).containsOnlyKeys(definitions);
        List<String> questions =
                List.of(
                        "SELECT * FROM purchase WHERE customer_id = 12",
                        "SELECT amount FROM purchase WHERE placed_on = '2026-03-01'",
                        "SELECT count(*) FROM purchase WHERE state = 'open'",
                        "SELECT * FROM customer WHERE email = 'user12@example.org'",
                        "SELECT * FROM customer WHERE lower(email) = 'user12@example.org'",
                        "SELECT sum(amount) FROM purchase WHERE customer_id BETWEEN 10 AND 20",
                        "SELECT * FROM purchase WHERE state = 'open' AND placed_on = '2026-03-01'");
        for (int i = 0; i < definitions.size(); i++) {
            IndexDefinition definition = definitions.get(i);
            Question question = Question.of(questions.get(i));
            Plan foretold = whatIf.plan(question, List.of(definition));
            assertThat(foretold.nodes().map(PlanNode::index).map(whatIf::behind))
                    .as(definition.toString())
                    .contains(definition);
            try (Statement statement = connection.createStatement()) {
                statement.execute(definition.createSql(false));
                long real =
                        number(statement, "SELECT pg_relation_size('" + definition.name() + "')");
                assertThat((double) sizes.getOrDefault(definition, Bytes.of(0)).count())
                        .as(definition.toString())
                        .isCloseTo(
                                (double) real,
                                within(sizeError(definition) * real + 2 * BtreePages.PAGE));
                Plan built = new Explainer(connection).plan(question);
                // What an index on an expression knows of its values comes with the next ANALYZE.
                if (!definition.keys().getFirst().contains("(")) {
                    assertThat(foretold.nodes().map(PlanNode::type).toList())
                            .as(definition.toString())
                            .isEqualTo(built.nodes().map(PlanNode::type).toList());
                    assertThat(whatIf.cost(question, List.of(definition)))
                            .as(definition.toString())
                            .isCloseTo(built.totalCost(), within(costError(built.totalCost())));
                }
                statement.execute("DROP INDEX " + definition.name());
            }
        }
    }

    @Test
    void onlyActiveIndexesAreUsed() throws SQLException {
        IndexDefinition byCustomer = IndexDefinition.btree("public", "purchase", "customer_id");
        IndexDefinition byDay = IndexDefinition.btree("public", "purchase", "placed_on");
        whatIf.define(List.of(byCustomer, byDay));
        Question question = Question.of("SELECT * FROM purchase WHERE customer_id = 12");
        double without = whatIf.cost(question, List.of());
        double with = whatIf.cost(question, List.of(byCustomer));
        assertThat(with).isLessThan(without / 10);
        assertThat(whatIf.cost(question, List.of(byDay))).isEqualTo(without);
        assertThat(whatIf.cost(question, List.of(byDay, byCustomer))).isEqualTo(with);
        assertThat(whatIf.cost(question, List.of())).isEqualTo(without);
    }

    @Test
    void anIndexOfSomeRowsOrWithMoreColumnsIsToldFromThePlainOne() throws SQLException {
        IndexDefinition plain = IndexDefinition.btree("public", "purchase", "placed_on");
        IndexDefinition partial =
                new IndexDefinition(
                        "public",
                        "purchase",
                        List.of("placed_on"),
                        List.of(),
                        "note IS NOT NULL",
                        "btree");
        IndexDefinition covering =
                new IndexDefinition(
                        "public", "purchase", List.of("placed_on"), List.of("amount"), "", "btree");
        Map<IndexDefinition, Bytes> sizes = whatIf.define(List.of(plain, partial, covering));
        Bytes all = sizes.getOrDefault(plain, Bytes.of(0));
        assertThat(sizes.getOrDefault(partial, all)).isLessThan(all);
        assertThat(sizes.getOrDefault(covering, Bytes.of(0))).isGreaterThan(all);

        Question noted =
                Question.of(
                        "SELECT id FROM purchase WHERE placed_on = '2026-03-01' AND note IS NOT NULL");
        Question any = Question.of("SELECT amount FROM purchase WHERE placed_on = '2026-03-01'");
        Plan byPartial = whatIf.plan(noted, List.of(plain, partial));
        assertThat(byPartial.nodes().map(PlanNode::index).map(whatIf::behind)).contains(partial);
        Plan unserved = whatIf.plan(any, List.of(partial));
        assertThat(unserved.nodes().map(PlanNode::index).map(whatIf::behind))
                .doesNotContain(partial);
        Plan byCovering = whatIf.plan(any, List.of(plain, covering));
        assertThat(byCovering.nodes().map(PlanNode::type)).contains("Index Only Scan");
        assertThat(byCovering.nodes().map(PlanNode::index).map(whatIf::behind)).contains(covering);
    }

    @Test
    void aStatementWithParametersIsPlannedForItsValuesOrForAny() throws SQLException {
        IndexDefinition byDay = IndexDefinition.btree("public", "purchase", "placed_on");
        whatIf.define(List.of(byDay));
        Question any =
                Question.of("SELECT * FROM purchase WHERE placed_on BETWEEN date $1 AND $2;");
        Question day = any.with(List.of("2026-03-01", "2026-03-01"));
        Question year = any.with(List.of("2026-01-01", "2026-12-31"));
        assertThat(day.hasValues()).isTrue();
        double withoutIndex = whatIf.cost(any, List.of());
        assertThat(whatIf.cost(any, List.of(byDay))).isLessThan(withoutIndex);
        assertThat(whatIf.cost(day, List.of(byDay))).isLessThan(withoutIndex / 2);
        assertThat(whatIf.cost(year, List.of(byDay))).isGreaterThan(withoutIndex / 2);
        assertThat(whatIf.cost(any, List.of())).isEqualTo(withoutIndex);
    }

    @Test
    void whatTheServerRefusesIsMissingInTheAnswer() throws SQLException {
        IndexDefinition good = IndexDefinition.btree("public", "customer", "city");
        IndexDefinition unknown = IndexDefinition.btree("public", "customer", "town");
        IndexDefinition volatileKey =
                IndexDefinition.btree(
                        "public", "purchase", "(placed_on + random() * '1 day'::interval)");
        IndexDefinition gin =
                new IndexDefinition("public", "customer", List.of("city"), List.of(), "", "gin");
        assertThat(whatIf.define(List.of(good, unknown, volatileKey, gin))).containsOnlyKeys(good);
        assertThatThrownBy(() -> whatIf.plan(Question.of("SELECT 1"), List.of(gin)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStatementThatCannotBePlannedLeavesTheWhatIfUsable() throws SQLException {
        whatIf.define(List.of());
        assertThatThrownBy(() -> whatIf.plan(Question.of("SELECT FROM nowhere"), List.of()))
                .isInstanceOf(SQLException.class);
        assertThat(whatIf.cost(Question.of("SELECT 1"), List.of())).isPositive();
    }

    @Test
    void nothingIsMadeInTheServicesDatabase() throws SQLException {
        IndexDefinition byCustomer = IndexDefinition.btree("public", "purchase", "customer_id");
        try (Statement statement = connection.createStatement()) {
            String before = text(statement, RELATIONS);
            whatIf.define(List.of(byCustomer));
            whatIf.cost(Question.of("SELECT * FROM purchase"), List.of(byCustomer));
            assertThat(text(statement, RELATIONS)).isEqualTo(before);
            assertThatThrownBy(() ->
                            whatIf.plan(Question.of("SELECT FROM nowhere"), List.of(byCustomer)))
                    .isInstanceOf(SQLException.class);
            whatIf.close();
            assertThat(text(statement, RELATIONS)).isEqualTo(before);
        }
    }

    static long number(Statement statement, String sql) throws SQLException {
        return Long.parseLong(text(statement, sql));
    }

    static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
