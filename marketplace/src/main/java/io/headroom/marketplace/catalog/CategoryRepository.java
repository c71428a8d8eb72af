package io.headroom.marketplace.catalog;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads categories, one statement for each question.
final class CategoryRepository {

    private static final String TREE =
            """
            SELECT id, parent_id, slug, name_en, name_es
            FROM category
            ORDER BY level, position, id
            """;

    static final String COUNTS =
            """
            SELECT category1_id, category2_id, category3_id, count(*) AS items
            FROM item
            WHERE active AND deleted_at IS NULL
            GROUP BY category1_id, category2_id, category3_id
            """;

    private final JdbcClient jdbc;

    CategoryRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    CategoryTree tree() {
        return new CategoryTree(
                jdbc.sql(TREE)
                        .query((row, number) ->
                                new CategoryTree.Row(
                                        row.getInt("id"),
                                        row.getObject("parent_id", Integer.class),
                                        row.getString("slug"),
                                        row.getString("name_en"),
                                        row.getString("name_es")))
                        .list());
    }

    /// How many listed items stand at each place that has any.
    List<CategoryTree.Count> counts() {
        return jdbc.sql(COUNTS)
                .query((row, number) ->
                        new CategoryTree.Count(
                                new CategoryTree.Place(
                                        Stream.of(
                                                        row.getObject(
                                                                "category1_id", Integer.class),
                                                        row.getObject(
                                                                "category2_id", Integer.class),
                                                        row.getObject(
                                                                "category3_id", Integer.class))
                                                .filter(Objects::nonNull)
                                                .toList()),
                                row.getLong("items")))
                .list();
    }
}
