package io.headroom.postgres.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.postgres.plan.SqlTokens.Kind;
import io.headroom.postgres.plan.SqlTokens.Token;
import org.junit.jupiter.api.Test;

class SqlTokensTest {

    @Test
    void literalsNamesAndCommentsAreToldFromCode() {
        assertThat(
                        SqlTokens.of(
                                "SELECT \"a\"\"b\", E'it\\'s', $x$ $1 ? $x$, 1.5e-3, $2 /* /* ; */ */ -- end ;"))
                .extracting(Token::kind)
                .containsExactly(
                        Kind.WORD,
                        Kind.QUOTED_NAME,
                        Kind.SYMBOL,
                        Kind.STRING,
                        Kind.SYMBOL,
                        Kind.STRING,
                        Kind.SYMBOL,
                        Kind.NUMBER,
                        Kind.SYMBOL,
                        Kind.PARAMETER,
                        Kind.COMMENT,
                        Kind.COMMENT);
    }

    @Test
    void theHighestParameterCounts() {
        assertThat(SqlTokens.parameters("SELECT $2, '$9', $1 -- $7")).isEqualTo(2);
        assertThat(SqlTokens.parameters("SELECT 1")).isZero();
    }

    @Test
    void aMaskedTextHoldsNoValue() {
        assertThat(Masking.mask("(name = 'O''Brien'::text) AND (id = 42) AND t1.c2 > 1.5 -- 7"))
                .isEqualTo("(name = ?::text) AND (id = ?) AND t1.c2 > ? ");
    }

    @Test
    void aConstantAfterItsTypeBecomesACast() {
        assertThat(Explain.preparable("SELECT date $1 + interval $2 ; "))
                .isEqualTo("SELECT ($1)::date + ($2)::interval");
    }

    @Test
    void whateverIsGivenTheScanEnds() {
        for (String text :
                new String[] {"'", "\"", "$", "$a$", "/*", "--", "E'\\", "1e", "$1234567"}) {
            assertThat(SqlTokens.of(text)).isNotEmpty();
        }
    }
}
