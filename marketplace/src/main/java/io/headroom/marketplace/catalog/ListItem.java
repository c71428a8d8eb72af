package io.headroom.marketplace.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An item as lists show it: an [Item] without its description and translations.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ListItem(
        long id,
        String sku,
        String name,
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
        Instant createdAt,
        Instant updatedAt) {}
