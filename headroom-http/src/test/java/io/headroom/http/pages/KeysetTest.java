package io.headroom.http.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headroom.http.pages.Position.Direction;
import io.headroom.http.pages.SortKey.Nulls;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeysetTest {

    private static final Keyset BY_PRICE =
            Keyset.of(
                    SortKey.descending("i.price", SortKey.Type.DECIMAL),
                    SortKey.descending("i.id", SortKey.Type.LONG));
    private static final List<Object> CHEAP = List.of(BigDecimal.ONE, 7L);

    @Test
    void backwardReadsTheReversedOrder() {
        Keyset nulls =
                Keyset.of(
                        new SortKey(
                                "a", SortKey.Type.LONG, SortKey.Direction.ASCENDING, Nulls.LAST),
                        SortKey.ascending("id", SortKey.Type.LONG));
        assertThat(nulls.orderBy(Direction.NEXT)).isEqualTo("a ASC NULLS LAST, id ASC");
        assertThat(nulls.orderBy(Direction.PREVIOUS)).isEqualTo("a DESC NULLS FIRST, id DESC");
    }

    @Test
    void aPositionThatDoesNotFitIsMisuse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BY_PRICE.ranges(new Position(Direction.NEXT, List.of(1L))))
                .withMessageContaining("1 values, but the order has 2 keys");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BY_PRICE.ranges(new Position(Direction.NEXT, List.of(1L, 2L))))
                .withMessageContaining("i.price, which is DECIMAL");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        BY_PRICE.ranges(new Position(Direction.NEXT, Arrays.asList(null, 2L))));
    }

    @Test
    void keysOfOneDirectionWithoutNullsAreOneRange() {
        SeekCondition next = BY_PRICE.ranges(new Position(Direction.NEXT, CHEAP)).getFirst();
        assertThat(next.sql())
                .isEqualTo(
                        "(i.price, i.id) <= (:key0, :key1) AND (i.price, i.id) <> (:key0, :key1)");
        assertThat(next.parameters())
                .containsOnly(Map.entry("key0", BigDecimal.ONE), Map.entry("key1", 7L));
        assertThat(BY_PRICE.ranges(new Position(Direction.PREVIOUS, CHEAP)))
                .extracting(SeekCondition::sql)
                .containsExactly(
                        "(i.price, i.id) >= (:key0, :key1) AND (i.price, i.id) <> (:key0, :key1)");
    }

    @Test
    void mixedDirectionsAreARangeForEachTurn() {
        Keyset mixed =
                Keyset.of(
                        SortKey.descending("a", SortKey.Type.LONG),
                        SortKey.descending("b", SortKey.Type.LONG),
                        SortKey.ascending("id", SortKey.Type.LONG));
        List<SeekCondition> ranges =
                mixed.ranges(new Position(Direction.NEXT, List.of(1L, 2L, 3L)));
        assertThat(ranges)
                .extracting(SeekCondition::sql)
                .containsExactly(
                        "a = :key0 AND b = :key1 AND id > :key2",
                        "a = :key0 AND b < :key1",
                        "a < :key0");
        assertThat(ranges.getLast().parameters()).containsOnlyKeys("key0");
    }

    @Test
    void nullsAreARangeOfTheirOwnWhereTheyFollow() {
        Keyset last = nullable(Nulls.LAST);
        Keyset first = nullable(Nulls.FIRST);
        assertThat(sql(last, Direction.NEXT, 4L, 7L))
                .containsExactly("a = :key0 AND id > :key1", "a > :key0", "a IS NULL");
        assertThat(sql(last, Direction.NEXT, null, 7L)).containsExactly("a IS NULL AND id > :key1");
        assertThat(sql(last, Direction.PREVIOUS, null, 7L))
                .containsExactly("a IS NULL AND id < :key1", "a IS NOT NULL");
        assertThat(sql(first, Direction.NEXT, 4L, 7L))
                .containsExactly("a = :key0 AND id > :key1", "a > :key0");
        assertThat(sql(first, Direction.NEXT, null, 7L))
                .containsExactly("a IS NULL AND id > :key1", "a IS NOT NULL");
    }

    private static Keyset nullable(Nulls nulls) {
        return Keyset.of(
                new SortKey("a", SortKey.Type.LONG, SortKey.Direction.ASCENDING, nulls),
                SortKey.ascending("id", SortKey.Type.LONG));
    }

    private static List<String> sql(
            Keyset keyset, Direction direction, @Nullable Long key, long id) {
        return keyset.ranges(new Position(direction, Arrays.asList(key, id))).stream()
                .map(SeekCondition::sql)
                .toList();
    }
}
