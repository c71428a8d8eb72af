package io.headroom.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headroom.http.Position.Direction;
import io.headroom.http.SortKey.Nulls;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeysetTest {

    private static final Keyset BY_PRICE =
            Keyset.of(
                    SortKey.descending("i.price", SortKey.Type.DECIMAL),
                    SortKey.descending("i.id", SortKey.Type.LONG));
    private static final List<Object> CHEAP = List.of(BigDecimal.ONE, 7L);

    @Test
    void keysOfOneDirectionWithoutNullsBecomeARowComparison() {
        SeekCondition next = BY_PRICE.beyond(new Position(Direction.NEXT, CHEAP));
        assertThat(next.sql()).isEqualTo("(i.price, i.id) < (:key0, :key1)");
        assertThat(next.parameters())
                .containsOnly(Map.entry("key0", BigDecimal.ONE), Map.entry("key1", 7L));
        assertThat(BY_PRICE.beyond(new Position(Direction.PREVIOUS, CHEAP)).sql())
                .isEqualTo("(i.price, i.id) > (:key0, :key1)");
    }

    @Test
    void mixedDirectionsKeepABoundInFrontForTheIndex() {
        Keyset mixed =
                Keyset.of(
                        SortKey.descending("a", SortKey.Type.LONG),
                        SortKey.ascending("id", SortKey.Type.LONG));
        assertThat(mixed.beyond(new Position(Direction.NEXT, List.of(1L, 2L))).sql())
                .isEqualTo("(a <= :key0 AND (a < :key0 OR (a = :key0 AND (id > :key1))))");
    }

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
    void aNullIsNoParameter() {
        Keyset nulls =
                Keyset.of(
                        new SortKey(
                                "a", SortKey.Type.LONG, SortKey.Direction.ASCENDING, Nulls.LAST),
                        SortKey.ascending("id", SortKey.Type.LONG));
        SeekCondition condition =
                nulls.beyond(new Position(Direction.NEXT, Arrays.asList(null, 3L)));
        assertThat(condition.sql()).isEqualTo("(false OR (a IS NULL AND (id > :key1)))");
        assertThat(condition.parameters()).containsOnlyKeys("key1");
    }

    @Test
    void aPositionThatDoesNotFitIsMisuse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BY_PRICE.beyond(new Position(Direction.NEXT, List.of(1L))))
                .withMessageContaining("1 values, but the order has 2 keys");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BY_PRICE.beyond(new Position(Direction.NEXT, List.of(1L, 2L))))
                .withMessageContaining("i.price, which is DECIMAL");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        BY_PRICE.beyond(new Position(Direction.NEXT, Arrays.asList(null, 2L))));
    }
}
