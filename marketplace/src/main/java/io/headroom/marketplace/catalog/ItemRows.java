package io.headroom.marketplace.catalog;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.RowMapper;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Makes items of rows with the columns of [ItemSql].
final class ItemRows {

    private static final TypeReference<Map<String, String>> TEXT_BY_NAME = new TypeReference<>() {};

    private final JsonMapper json;

    ItemRows(JsonMapper json) {
        this.json = json;
    }

    RowMapper<ItemRepository.Written> written() {
        RowMapper<Item> items = items(Language.EN);
        RowMapper<ItemDocument> documents = documents();
        return (row, number) ->
                new ItemRepository.Written(
                        Objects.requireNonNull(items.mapRow(row, number)),
                        Objects.requireNonNull(documents.mapRow(row, number)));
    }

    RowMapper<ListItem> listItems(Language language) {
        return (row, number) -> {
            List<String> path = texts(row.getArray("category_path"));
            return new ListItem(
                    row.getLong("id"),
                    row.getString("sku"),
                    localized(row, "name", language),
                    path.getLast(),
                    path,
                    row.getString("brand"),
                    row.getInt("merchant_id"),
                    price(row),
                    row.getInt("stock"),
                    attributes(row),
                    row.getDouble("rating"),
                    row.getInt("rating_count"),
                    texts(row.getArray("images")),
                    row.getBoolean("active"),
                    row.getInt("version"),
                    instant(row, "created_at"),
                    instant(row, "updated_at"));
        };
    }

    RowMapper<Item> items(Language language) {
        return (row, number) -> {
            List<String> path = texts(row.getArray("category_path"));
            return new Item(
                    row.getLong("id"),
                    row.getString("sku"),
                    localized(row, "name", language),
                    localized(row, "description", language),
                    path.getLast(),
                    path,
                    row.getString("brand"),
                    row.getInt("merchant_id"),
                    price(row),
                    row.getInt("stock"),
                    attributes(row),
                    row.getDouble("rating"),
                    row.getInt("rating_count"),
                    texts(row.getArray("images")),
                    row.getBoolean("active"),
                    row.getInt("version"),
                    translations(row),
                    instant(row, "created_at"),
                    instant(row, "updated_at"));
        };
    }

    RowMapper<ItemDocument> documents() {
        return (row, number) ->
                new ItemDocument(
                        row.getLong("id"),
                        row.getBoolean("listed"),
                        row.getString("sku"),
                        row.getString("name_en"),
                        row.getString("name_es"),
                        row.getString("description_en"),
                        row.getString("description_es"),
                        texts(row.getArray("category_path")),
                        texts(row.getArray("names_en")),
                        texts(row.getArray("names_es")),
                        row.getString("brand_slug"),
                        row.getString("brand"),
                        row.getInt("merchant_id"),
                        price(row),
                        row.getInt("stock"),
                        attributes(row),
                        row.getDouble("rating"),
                        row.getInt("rating_count"),
                        row.getDouble("popularity"),
                        row.getInt("version"),
                        instant(row, "created_at"));
    }

    private static String localized(ResultSet row, String column, Language language)
            throws SQLException {
        String english = row.getString(column + "_en");
        return switch (language) {
            case EN -> english;
            case ES -> Objects.requireNonNullElse(row.getString(column + "_es"), english);
        };
    }

    private static Map<String, Translation> translations(ResultSet row) throws SQLException {
        String name = row.getString("name_es");
        String description = row.getString("description_es");
        return name == null && description == null
                ? Map.of()
                : Map.of(Language.ES.tag(), new Translation(name, description));
    }

    private static Money price(ResultSet row) throws SQLException {
        return new Money(row.getBigDecimal("price"), row.getString("currency"));
    }

    private Map<String, String> attributes(ResultSet row) throws SQLException {
        return json.readValue(row.getString("attributes"), TEXT_BY_NAME);
    }

    private static List<String> texts(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
