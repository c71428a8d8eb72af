package io.headroom.marketplace.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An item in all languages, for whoever keeps a copy of the whole catalogue, as the search index.
///
/// @param listed whether the shop lists it; false for an inactive or deleted item, which a copy
///   drops
/// @param nameEs null where it is not translated
/// @param descriptionEs null where it is not translated
/// @param categoryPath the slugs from the tree's root to the item's category
/// @param categoryNamesEn the names of the same categories
/// @param categoryNamesEs the names of the same categories
/// @param popularity the weighted popularity score, at least 0
public record ItemDocument(
        long id,
        boolean listed,
        String sku,
        String nameEn,
        @Nullable String nameEs,
        String descriptionEn,
        @Nullable String descriptionEs,
        List<String> categoryPath,
        List<String> categoryNamesEn,
        List<String> categoryNamesEs,
        @Nullable String brandSlug,
        @Nullable String brandName,
        int merchantId,
        Money price,
        int stock,
        Map<String, String> attributes,
        double rating,
        int ratingCount,
        double popularity,
        int version,
        Instant createdAt) {}
