package io.headroom.spring.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementKindsTest {

    private final StatementKinds kinds = new StatementKinds();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select * from item where id = ?                                 | SIMPLE",
                "  INSERT INTO item (id, discount) VALUES (?, ?)                 | SIMPLE",
                "update item set account = ? where id = ?                        | SIMPLE",
                "select i.* from item i join brand b on b.id = i.brand_id        | COMPLEX",
                "with recursive tree as (select 1) select * from tree            | COMPLEX",
                "delete from item where id in (select id from gone)              | COMPLEX",
                "select count(*) from item                                       | AGGREGATION",
                "select brand_id from item group by brand_id                     | AGGREGATION",
                "select row_number() over (order by id) from item join b on true | AGGREGATION",
                "COMMIT                                                          | OTHER",
                "create index concurrently a on b (c)                            | OTHER"
            })
    void aStatementIsOfAKindByItsWords(String sql, StatementKinds.StatementKind kind) {
        assertThat(kinds.of(sql)).isEqualTo(kind);
        assertThat(kinds.of(sql)).isEqualTo(kind);
    }
}
