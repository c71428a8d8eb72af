package io.headroom.marketplace.catalog;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of a write as the API's documentation shows it. [ItemBody] reads it field by field, so
/// that it can tell everything that is wrong at once.
@Schema(name = "ItemDraft", description = "Everything that a writer says about an item")
record ItemForm(
        @Schema(
                        description = "Unique among the merchant's items",
                        requiredMode = Schema.RequiredMode.REQUIRED,
                        minLength = 1,
                        maxLength = 64)
                String sku,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1, maxLength = 200)
                String name,
        @Schema(maxLength = 10_000) @Nullable String description,
        @Schema(
                        description = "Slug of a category of any level",
                        requiredMode = Schema.RequiredMode.REQUIRED)
                String category,
        @Schema(description = "Name; an unknown brand is added") @Nullable String brand,
        @Schema(description = "Required of the operator; a merchant's token implies it")
                @Nullable Integer merchantId,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Money price,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minimum = "0") int stock,
        @Nullable Map<String, String> attributes,
        @Schema(description = "Addresses of its pictures, the main one first")
                @Nullable List<String> images,
        @Schema(description = "Whether it is listed") @Nullable Boolean active,
        @Schema(description = "Other texts by language tag, without English")
                @Nullable Map<String, Translation> translations) {}
