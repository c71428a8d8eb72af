package io.headroom.marketplace.catalog;

import static java.sql.Types.INTEGER;
import static java.sql.Types.VARCHAR;

import io.headroom.http.pages.Page;
import io.headroom.http.pages.PageRead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import tools.jackson.databind.json.JsonMapper;

/// Reads and writes items, one statement for each question. Writes belong in a transaction.
final class ItemRepository {

    /// What must be known of an item before it is written, and of what a draft of it names.
    record Head(ItemDocument item, References references) {

        int merchantId() {
            return item.merchantId();
        }

        int version() {
            return item.version();
        }
    }

    /// What a draft names.
    ///
    /// @param brandId null for a brand that is new, and for none
    record References(boolean merchantExists, @Nullable Integer brandId) {}

    /// An item as it was just written, for the writer, and for those who keep copies.
    record Written(Item item, ItemDocument document) {}

    private static final String FIND =
            "SELECT "
                    + ItemSql.ITEM_COLUMNS
                    + "\nFROM item i WHERE i.id = :id AND i.deleted_at IS NULL";

    /// In the order in which the numbers were given.
    private static final String BY_IDS =
            "SELECT "
                    + ItemSql.LIST_COLUMNS
                    + """

                    FROM unnest(:ids) WITH ORDINALITY AS asked(id, place)
                    JOIN item i ON i.id = asked.id
                    WHERE i.active AND i.deleted_at IS NULL
                    ORDER BY asked.place
                    """;

    /// One statement, so that the row is held for as few of them as can be.
    private static final String LOCK =
            "SELECT "
                    + ItemSql.DOCUMENT_COLUMNS
                    + """
                    ,
                    EXISTS (SELECT FROM merchant m
                            WHERE m.id = coalesce(CAST(:merchant AS integer), i.merchant_id))
                        AS merchant_exists,
                    (SELECT b.id FROM brand b WHERE b.slug = :brand) AS named_brand
                    FROM item i
                    WHERE i.id = :id AND i.deleted_at IS NULL
                    FOR NO KEY UPDATE OF i
                    """;

    /// A deleted item's number may be used again: the item comes back under its id, as new.
    private static final String INSERT =
            """
            INSERT INTO item AS i (sku, merchant_id, brand_id, category1_id, category2_id,
                category3_id, name_en, name_es, description_en, description_es, attributes, price,
                currency, stock, images, active)
            VALUES (:sku, :merchant, :brand, :category1, :category2,
                :category3, :name, :nameEs, :description, :descriptionEs,
                CAST(:attributes AS jsonb), :price, :currency, :stock, :images, :active)
            ON CONFLICT (merchant_id, sku) DO UPDATE SET
                brand_id = excluded.brand_id, category1_id = excluded.category1_id,
                category2_id = excluded.category2_id, category3_id = excluded.category3_id,
                name_en = excluded.name_en, name_es = excluded.name_es,
                description_en = excluded.description_en,
                description_es = excluded.description_es, attributes = excluded.attributes,
                price = excluded.price, currency = excluded.currency, stock = excluded.stock,
                images = excluded.images, active = excluded.active, deleted_at = NULL,
                version = i.version + 1, created_at = now(), updated_at = now(),
                changed_in = pg_current_xact_id()
            WHERE i.deleted_at IS NOT NULL
            RETURNING
            """
                    + ItemSql.DOCUMENT_COLUMNS;

    private static final String UPDATE =
            """
            UPDATE item i SET
                sku = :sku, merchant_id = :merchant, brand_id = :brand, category1_id = :category1,
                category2_id = :category2, category3_id = :category3, name_en = :name,
                name_es = :nameEs, description_en = :description, description_es = :descriptionEs,
                attributes = CAST(:attributes AS jsonb), price = :price, currency = :currency,
                stock = :stock, images = :images, active = :active, version = i.version + 1,
                updated_at = now(), changed_in = pg_current_xact_id()
            WHERE i.id = :id AND i.version = :version AND i.deleted_at IS NULL
            RETURNING
            """
                    + ItemSql.DOCUMENT_COLUMNS;

    private static final String DELETE =
            """
            UPDATE item SET deleted_at = now(), version = version + 1, updated_at = now(),
                changed_in = pg_current_xact_id()
            WHERE id = :id AND version = :version AND deleted_at IS NULL
            """;

    private static final String ADD_BRAND =
            "INSERT INTO brand (slug, name) VALUES (:slug, :name) ON CONFLICT (slug) DO NOTHING";

    private static final String FIND_BRAND = "SELECT id FROM brand WHERE slug = :slug";

    private static final String REFERENCES =
            """
            SELECT EXISTS (SELECT FROM merchant WHERE id = :merchant) AS merchant_exists,
                (SELECT id FROM brand WHERE slug = :brand) AS named_brand
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final ItemRows rows;

    ItemRepository(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
        this.rows = new ItemRows(json);
    }

    Optional<Item> find(long id, Language language) {
        return jdbc.sql(FIND).param("id", id).query(rows.items(language)).optional();
    }

    /// The listed ones among the given items, in the order of their numbers in the list.
    List<ListItem> byIds(List<Long> ids, Language language) {
        return jdbc.sql(BY_IDS)
                .param("ids", new SqlArrayValue("bigint", ids.toArray()))
                .query(rows.listItems(language))
                .list();
    }

    /// The numbers of a page's items.
    Page<Long> page(PageRead<Long> page) {
        return page.run(
                (sql, parameters, rows) -> jdbc.sql(sql).params(parameters).query(rows::row));
    }

    /// Reads an item's head and keeps others from writing it until the transaction ends.
    Optional<Head> lock(long id) {
        return lock(id, null, null);
    }

    /// Likewise, with what a draft of it names.
    Optional<Head> lockFor(long id, ItemDraft draft) {
        return lock(id, draft.merchantId(), slug(draft));
    }

    private Optional<Head> lock(long id, @Nullable Integer merchantId, @Nullable String brand) {
        RowMapper<ItemDocument> documents = rows.documents();
        return jdbc.sql(LOCK)
                .param("id", id)
                .param("merchant", merchantId, INTEGER)
                .param("brand", brand, VARCHAR)
                .query((row, number) ->
                        new Head(
                                Objects.requireNonNull(documents.mapRow(row, number)),
                                references(row)))
                .optional();
    }

    /// What the draft of a new item names.
    References references(ItemDraft draft, int merchantId) {
        return jdbc.sql(REFERENCES)
                .param("merchant", merchantId)
                .param("brand", slug(draft), VARCHAR)
                .query((row, number) -> references(row))
                .single();
    }

    private static References references(ResultSet row) throws SQLException {
        return new References(
                row.getBoolean("merchant_exists"), row.getObject("named_brand", Integer.class));
    }

    private static @Nullable String slug(ItemDraft draft) {
        return draft.brand() == null ? null : Slugs.of(draft.brand());
    }

    /// The new item, empty when the merchant has another one with its number.
    Optional<Written> insert(
            ItemDraft draft, int merchantId, CategoryTree.Place category, OptionalInt brandId) {
        return bind(jdbc.sql(INSERT), draft, merchantId, category, brandId)
                .query(rows.written())
                .optional();
    }

    /// The new version of an item that [#lock] gave.
    ///
    /// @throws org.springframework.dao.DuplicateKeyException when the merchant has another item
    ///   with its number
    Written update(
            long id,
            Head head,
            ItemDraft draft,
            int merchantId,
            CategoryTree.Place category,
            OptionalInt brandId) {
        return bind(jdbc.sql(UPDATE), draft, merchantId, category, brandId)
                .param("id", id)
                .param("version", head.version())
                .query(rows.written())
                .single();
    }

    /// Takes an item that [#lock] gave out of the shop; what was sold of it keeps its row.
    void delete(long id, Head head) {
        jdbc.sql(DELETE).param("id", id).param("version", head.version()).update();
    }

    /// Adds a brand that was not there.
    ///
    /// @return its number, also when somebody else has added it meanwhile
    int addBrand(String name) {
        String slug = Slugs.of(name);
        jdbc.sql(ADD_BRAND).param("slug", slug).param("name", name.strip()).update();
        return jdbc.sql(FIND_BRAND).param("slug", slug).query(Integer.class).single();
    }

    private JdbcClient.StatementSpec bind(
            JdbcClient.StatementSpec statement,
            ItemDraft draft,
            int merchantId,
            CategoryTree.Place category,
            OptionalInt brandId) {
        return statement
                .param("sku", draft.sku())
                .param("merchant", merchantId)
                .param("brand", brandId.isPresent() ? brandId.getAsInt() : null, INTEGER)
                .param("category1", category.idAt(1), INTEGER)
                .param("category2", category.idAt(2), INTEGER)
                .param("category3", category.idAt(3), INTEGER)
                .param("name", draft.name())
                .param("nameEs", draft.translation().name(), VARCHAR)
                .param("description", draft.description())
                .param("descriptionEs", draft.translation().description(), VARCHAR)
                .param("attributes", json.writeValueAsString(draft.attributes()))
                .param("price", draft.price().amount())
                .param("currency", draft.price().currency())
                .param("stock", draft.stock())
                .param("images", new SqlArrayValue("text", draft.images().toArray()))
                .param("active", draft.active());
    }
}
