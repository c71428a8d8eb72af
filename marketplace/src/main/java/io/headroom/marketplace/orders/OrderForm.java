package io.headroom.marketplace.orders;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The body of an order as the API's documentation shows it. [OrderBody] reads it field by field,
/// so that it can tell everything that is wrong at once.
@Schema(name = "OrderDraft", description = "What to buy, of one merchant, and whom to tell")
record OrderForm(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "1 to 50 items")
                List<Line> items,
        @Schema(
                        requiredMode = Schema.RequiredMode.REQUIRED,
                        description = "Where the confirmation goes",
                        maxLength = 254)
                String email,
        @Schema(description = "Gets a text message; as +34600111222") @Nullable String phone,
        @Schema(description = "A customer's number; a customer's token implies it")
                @Nullable Long customer,
        @Schema(description = "Where to; the customer's when absent", maxLength = 64)
                @Nullable String country,
        @Schema(
                        description = "Language of the confirmation",
                        allowableValues = {"en", "es"})
                @Nullable String lang) {

    /// @param itemId each item once
    @Schema(name = "OrderDraftLine")
    record Line(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) long itemId,
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minimum = "1", maximum = "10000")
                    int quantity) {}
}
