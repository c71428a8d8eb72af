package io.headroom.http.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedSqlTest {

    @Test
    void eachUseOfAParameterIsBoundAndAListForEachElement() {
        List<Object> values = new ArrayList<>();
        String text =
                NamedSql.parse("a = :x AND b IN (:list) OR :x < c::int")
                        .positional(Map.of("x", 1, "list", List.of(7, 8)), values);
        assertThat(text).isEqualTo("a = ? AND b IN (?, ?) OR ? < c::int");
        assertThat(values).containsExactly(1, 7, 8, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ':no'",
                "SELECT 'it''s :no'",
                "SELECT E'it\\':no', e'\\\\'",
                "SELECT \"a:no\"\"b:no\"",
                "SELECT 1 -- it's :no",
                "SELECT /* :no /* :no */ :no; */ 1",
                "SELECT $$:no$$, $tag$ ' :no $$ $tag$",
                "SELECT a::text, b[1:2], '10:30'::time",
                "SELECT 'never ends :no",
                "SELECT $a$ never ends :no",
                "SELECT :",
                "SELECT ::"
            })
    void whatIsNoParameterIsLeftAlone(String sql) {
        NamedSql parsed = NamedSql.parse(sql);
        assertThat(parsed.names()).isEmpty();
        assertThat(parsed.hasSemicolon()).isFalse();
        assertThat(parsed.positional(Map.of(), new ArrayList<>())).isEqualTo(sql);
    }

    @Test
    void anOperatorWithAQuestionMarkIsKeptFromJdbc() {
        List<Object> values = new ArrayList<>();
        assertThat(
                        NamedSql.parse("j ? :key AND j ??| :keys AND t = '?'")
                                .positional(Map.of("key", "a", "keys", "b"), values))
                .isEqualTo("j ?? ? AND j ??| ? AND t = '?'");
    }

    @Test
    void aSemicolonIsSeenOutsideOfTexts() {
        assertThat(NamedSql.parse("SELECT 1; DROP TABLE t").hasSemicolon()).isTrue();
        assertThat(NamedSql.parse("SELECT ';'").hasSemicolon()).isFalse();
    }

    @Test
    void aParameterWithoutValueIsMisuse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedSql.parse(":a").positional(Map.of(), new ArrayList<>()))
                .withMessageContaining(":a has no value");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        NamedSql.parse(":a").positional(Map.of("a", List.of()), new ArrayList<>()))
                .withMessageContaining("list for :a is empty");
    }
}
