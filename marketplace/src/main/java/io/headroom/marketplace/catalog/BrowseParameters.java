package io.headroom.marketplace.catalog;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The query parameters of browsing, as they came.
///
/// They are texts here so that [Parameters] can say of each what is wrong with it.
record BrowseParameters(
        @Parameter(description = "Slug of a category of any level") @Nullable String category,
        @Parameter(description = "Slug of a brand") @Nullable String brand,
        @Parameter(
                        description = "Number of a merchant",
                        schema = @Schema(type = "integer", minimum = "1"))
                @Nullable String merchant,
        @Parameter(
                        description = "Lowest price, inclusive",
                        schema = @Schema(type = "number", minimum = "0"))
                @Nullable String minPrice,
        @Parameter(
                        description = "Highest price, inclusive",
                        schema = @Schema(type = "number", minimum = "0"))
                @Nullable String maxPrice,
        @Parameter(
                        description = "true for items in stock only",
                        schema = @Schema(type = "boolean", defaultValue = "false"))
                @Nullable String inStock,
        @Parameter(
                        description = "Order; `-` for descending",
                        schema =
                                @Schema(
                                        type = "string",
                                        defaultValue = "-created",
                                        allowableValues = {
                                            "created",
                                            "-created",
                                            "price",
                                            "-price",
                                            "name",
                                            "-name",
                                            "popularity",
                                            "-popularity",
                                            "rating",
                                            "-rating"
                                        }))
                @Nullable String sort,
        @Parameter(
                        description = "Language of texts and of the order by name",
                        schema =
                                @Schema(
                                        type = "string",
                                        defaultValue = "en",
                                        allowableValues = {"en", "es"}))
                @Nullable String lang,
        @Parameter(
                        description = "Size of the page",
                        schema =
                                @Schema(
                                        type = "integer",
                                        minimum = "1",
                                        maximum = "100",
                                        defaultValue = "24"))
                @Nullable String limit,
        @Parameter(
                        description =
                                "`next` or `previous` of a page of the same filters, sort and lang")
                @Nullable String cursor,
        @Parameter(
                        description = "true to count all matching items",
                        schema = @Schema(type = "boolean", defaultValue = "false"))
                @Nullable String total,
        @Parameter(description = "Names of the wanted fields, separated by commas")
                @Nullable String fields) {

    /// A valid query and the fields asked of each item.
    record Browse(ItemQuery query, ItemFields projection) {}

    /// The same within the items of a merchant.
    BrowseParameters ofMerchant(int id) {
        return new BrowseParameters(
                category,
                brand,
                Integer.toString(id),
                minPrice,
                maxPrice,
                inStock,
                sort,
                lang,
                limit,
                cursor,
                total,
                fields);
    }

    /// @throws InvalidRequestException with everything that is wrong
    Browse read() {
        Parameters parameters = new Parameters();
        ItemQuery query =
                new ItemQuery(
                        parameters.filters(category, brand, merchant, minPrice, maxPrice, inStock),
                        parameters.sort(sort),
                        parameters.language(lang),
                        parameters.limit(limit),
                        cursor == null || cursor.isEmpty() ? null : cursor,
                        parameters.flag("total", total));
        ItemFields projection = ItemFields.read(fields, parameters);
        parameters.requireValid();
        return new Browse(query, projection);
    }
}
