package io.headroom.marketplace.loading;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An item as a load writes it.
///
/// @param brand the brand's number, 0 for none
/// @param price in hundredths of the currency's unit
/// @param rating in hundredths of a star
record ItemRow(
        long id,
        String sku,
        int merchant,
        int brand,
        CategoryTree.Place place,
        String nameEn,
        @Nullable String nameEs,
        String descriptionEn,
        @Nullable String descriptionEs,
        Map<String, String> attributes,
        long price,
        String currency,
        int stock,
        int rating,
        int ratingCount,
        List<String> images,
        boolean active,
        Instant createdAt,
        Instant updatedAt) {

    private static final int NO_BRAND = 0;

    void write(CopyRows rows) {
        rows.number(id)
                .text(sku)
                .number(merchant)
                .numberOrNull(brand, NO_BRAND)
                .number(place.level1())
                .numberOrNull(place.level2(), CategoryTree.NONE)
                .numberOrNull(place.level3(), CategoryTree.NONE)
                .text(nameEn)
                .textOrNull(nameEs)
                .text(descriptionEn)
                .textOrNull(descriptionEs)
                .json(attributes)
                .decimal(price, 2)
                .text(currency)
                .number(stock)
                .decimal(rating, 2)
                .number(ratingCount)
                .texts(images)
                .flag(active)
                .instant(createdAt)
                .instant(updatedAt)
                .end();
    }
}
