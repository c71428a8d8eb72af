package io.headroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.http.Position.Direction;
import io.headroom.http.SortKey.Nulls;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Walks random rows on a real server, forward and back, by random orders.
class KeysetIT {

    private static final Pattern PARAMETER = Pattern.compile(":(key\\d)");
    private static final int ROWS = 300;

    private static final TestDatabase DATABASE = TestServers.newDatabase();
    private static final SignedCursor CURSORS = new SignedCursor(new byte[32]);

    private record Row(long id, List<@Nullable Object> values) {}

    @BeforeAll
    static void fillWithFewValuesAndManyNulls() throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE TABLE thing (
                        id bigint PRIMARY KEY, whole bigint, exact numeric(6, 2), approximate double precision,
                        text text, moment timestamptz, never_null bigint NOT NULL);
                    SELECT setseed(0.17);
                    INSERT INTO thing
                    SELECT n, CASE WHEN random() < 0.7 THEN (random() * 5)::bigint END,
                        CASE WHEN random() < 0.7 THEN (random() * 5)::numeric(6, 2) END,
                        CASE WHEN random() < 0.7 THEN round(random() * 5) / 3 END,
                        CASE WHEN random() < 0.7 THEN substr('äb''c%_', (random() * 5)::int, 2) END,
                        CASE WHEN random() < 0.7 THEN timestamptz '2026-01-01' + (random() * 5)::int * interval '1 microsecond' END,
                        (random() * 5)::bigint
                    FROM generate_series(1, 300) n
                    """);
        }
    }

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    static List<Long> seeds() {
        return new Random(2026).longs(40).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void walkingForwardAndBackGivesEachRowOnceInOrder(long seed) throws SQLException {
        Random random = new Random(seed);
        Keyset keyset = randomOrder(random);
        int limit = 1 + random.nextInt(40);
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            List<Long> expected =
                    read(connection, keyset, null, ROWS).stream().map(Row::id).toList();
            assertThat(expected).hasSize(ROWS);

            List<Long> forward = new ArrayList<>();
            List<Long> backward = new ArrayList<>();
            KeysetPage<Row> page = page(connection, keyset, null, limit);
            assertThat(page.previous()).isNull();
            forward.addAll(ids(page));
            while (page.next() != null) {
                assertThat(page.hasMore()).isTrue();
                page = page(connection, keyset, throughACursor(page.next()), limit);
                forward.addAll(ids(page));
            }
            assertThat(page.hasMore()).isFalse();
            assertThat(forward).isEqualTo(expected);

            backward.addAll(ids(page).reversed());
            while (page.previous() != null) {
                page = page(connection, keyset, throughACursor(page.previous()), limit);
                assertThat(page.hasMore()).isTrue();
                backward.addAll(ids(page).reversed());
            }
            Collections.reverse(backward);
            assertThat(backward).isEqualTo(expected);
        }
    }

    private static Position throughACursor(Position position) {
        return CURSORS.read(CURSORS.write(position, "things"), "things")
                        instanceof CursorReading.Accepted(Position read)
                ? read
                : throwRefused();
    }

    private static Position throwRefused() {
        throw new AssertionError("our own cursor was refused");
    }

    private static Keyset randomOrder(Random random) {
        List<SortKey> columns =
                new ArrayList<>(
                        List.of(
                                nullable(random, "whole", SortKey.Type.LONG),
                                nullable(random, "exact", SortKey.Type.DECIMAL),
                                nullable(random, "approximate", SortKey.Type.DOUBLE),
                                nullable(random, "text", SortKey.Type.TEXT),
                                nullable(random, "moment", SortKey.Type.TIMESTAMP),
                                neverNull(random, "never_null")));
        Collections.shuffle(columns, random);
        List<SortKey> keys = new ArrayList<>(columns.subList(0, random.nextInt(4)));
        keys.add(neverNull(random, "id"));
        return Keyset.of(keys.toArray(SortKey[]::new));
    }

    private static SortKey nullable(Random random, String column, SortKey.Type type) {
        return new SortKey(
                column,
                type,
                random.nextBoolean() ? SortKey.Direction.ASCENDING : SortKey.Direction.DESCENDING,
                random.nextBoolean() ? Nulls.FIRST : Nulls.LAST);
    }

    private static SortKey neverNull(Random random, String column) {
        return random.nextBoolean()
                ? SortKey.ascending(column, SortKey.Type.LONG)
                : SortKey.descending(column, SortKey.Type.LONG);
    }

    private static List<Long> ids(KeysetPage<Row> page) {
        return page.items().stream().map(Row::id).toList();
    }

    private static KeysetPage<Row> page(
            Connection connection, Keyset keyset, @Nullable Position position, int limit)
            throws SQLException {
        return keyset.page(
                position, read(connection, keyset, position, limit + 1), limit, Row::values);
    }

    private static List<Row> read(
            Connection connection, Keyset keyset, @Nullable Position position, int rows)
            throws SQLException {
        SeekCondition seek = position == null ? SeekCondition.EVERYTHING : keyset.beyond(position);
        Direction direction = position == null ? Direction.NEXT : position.direction();
        List<String> names =
                PARAMETER.matcher(seek.sql()).results().map((MatchResult m) -> m.group(1)).toList();
        String sql =
                "SELECT * FROM thing WHERE "
                        + PARAMETER.matcher(seek.sql()).replaceAll("?")
                        + " ORDER BY "
                        + keyset.orderBy(direction)
                        + " LIMIT "
                        + rows;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < names.size(); i++) {
                statement.setObject(i + 1, seek.parameters().get(names.get(i)));
            }
            List<Row> result = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    result.add(new Row(row.getLong("id"), values(row, keyset)));
                }
            }
            return result;
        }
    }

    private static List<@Nullable Object> values(ResultSet row, Keyset keyset) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        for (SortKey key : keyset.keys()) {
            values.add(
                    key.type() == SortKey.Type.TIMESTAMP
                            ? row.getObject(key.expression(), OffsetDateTime.class)
                            : row.getObject(key.expression()));
        }
        return values;
    }
}
