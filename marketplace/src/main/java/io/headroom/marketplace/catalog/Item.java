package io.headroom.marketplace.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One item with everything the shop shows of it, its texts in one language.
///
/// @param sku the merchant's own number of it, unique among the merchant's items
/// @param name in the asked language, in English where it is not translated
/// @param description likewise
/// @param category the slug of the category it stands in
/// @param categoryPath the slugs from the tree's root to that category
/// @param brand the brand's name, null for an item without a brand
/// @param rating the mean of all ratings, from 0 (none yet) to 5
/// @param images addresses of its pictures, the main one first
/// @param active whether it is offered; an inactive item is not listed
/// @param version counts the item's writes from 1; the validator of conditional requests
/// @param translations its texts by language tag, without English
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Item(
        long id,
        String sku,
        String name,
        String description,
        String category,
        List<String> categoryPath,
        @Nullable String brand,
        int merchantId,
        Money price,
        int stock,
        Map<String, String> attributes,
        double rating,
        int ratingCount,
        List<String> images,
        boolean active,
        int version,
        Map<String, Translation> translations,
        Instant createdAt,
        Instant updatedAt) {

    /// The strong validator of this version, without quotes: `<id>-<version>`.
    public String entityTag() {
        return id + "-" + version;
    }
}
