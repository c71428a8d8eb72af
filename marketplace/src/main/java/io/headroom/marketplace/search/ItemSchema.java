package io.headroom.marketplace.search;

import io.headroom.marketplace.catalog.ItemDocument;
import io.headroom.search.Field;
import io.headroom.search.Language;
import io.headroom.search.Prior;
import io.headroom.search.SearchDocument;
import io.headroom.search.SearchSchema;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How an item becomes a document: what of it can be searched, filtered and counted.
final class ItemSchema {

    static final String NAME = "name";
    static final String DESCRIPTION = "description";
    static final String ATTRIBUTES = "attributes";
    static final String SKU = "sku";
    static final String CATEGORY = "category";
    static final String BRAND = "brand";
    static final String MERCHANT = "merchant";
    static final String PRICE = "price";
    static final String POPULARITY = "popularity";
    static final String RATING = "rating";
    static final String IN_STOCK = "inStock";

    /// Who types a word most often means what the thing is called, then what kind of thing it is.
    static final SearchSchema SCHEMA =
            new SearchSchema(
                    List.of(Language.ENGLISH, Language.SPANISH),
                    List.of(
                            new Field.Text(NAME, 5, true),
                            new Field.Text(DESCRIPTION, 1, false),
                            new Field.Text(ATTRIBUTES, 2, false),
                            new Field.Text(SKU, 2, false),
                            new Field.Keyword(CATEGORY, 3, 3, true),
                            new Field.Keyword(BRAND, 3, 1, true),
                            new Field.Keyword(MERCHANT, 0, 0, false),
                            new Field.Numeric(PRICE),
                            new Field.Numeric(POPULARITY),
                            new Field.Numeric(RATING),
                            new Field.Flag(IN_STOCK)),
                    List.of(new Prior(POPULARITY, 0.5, 200), new Prior(RATING, 0.2, 4)));

    private ItemSchema() {}

    static SearchDocument document(ItemDocument item) {
        SearchDocument.Builder document =
                SearchDocument.builder(Long.toString(item.id()))
                        .text(NAME, item.nameEn(), spanish(item.nameEs()))
                        .text(DESCRIPTION, item.descriptionEn(), spanish(item.descriptionEs()))
                        .text(ATTRIBUTES, String.join(" ", item.attributes().values()))
                        .text(SKU, item.sku())
                        .keyword(MERCHANT, Integer.toString(item.merchantId()))
                        .number(PRICE, minorUnits(item.price().amount()))
                        .number(POPULARITY, item.popularity())
                        .number(RATING, item.ratingCount() == 0 ? 0 : item.rating())
                        .flag(IN_STOCK, item.stock() > 0);
        for (int level = 0; level < item.categoryPath().size(); level++) {
            document.keyword(
                    CATEGORY,
                    item.categoryPath().get(level),
                    item.categoryNamesEn().get(level),
                    Map.of(Language.SPANISH, item.categoryNamesEs().get(level)));
        }
        if (item.brandSlug() != null && item.brandName() != null) {
            document.keyword(BRAND, item.brandSlug(), item.brandName());
        }
        return document.build();
    }

    /// Prices have two decimals, so hundredths are exact.
    static double minorUnits(BigDecimal amount) {
        return amount.movePointRight(2).doubleValue();
    }

    private static Map<Language, String> spanish(@Nullable String text) {
        return text == null ? Map.of() : Map.of(Language.SPANISH, text);
    }
}
