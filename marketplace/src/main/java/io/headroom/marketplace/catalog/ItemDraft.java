package io.headroom.marketplace.catalog;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a writer says about an item; every rule about its form is already kept.
///
/// @param category the slug of the category it stands in, of any level
/// @param brand the brand's name, null for none; an unknown one is added
/// @param merchantId whose it is; null for that of the writer, or that of the replaced item
/// @param translation the Spanish texts, both null where there are none
public record ItemDraft(
        String sku,
        String name,
        String description,
        String category,
        @Nullable String brand,
        @Nullable Integer merchantId,
        Money price,
        int stock,
        Map<String, String> attributes,
        List<String> images,
        boolean active,
        Translation translation) {}
