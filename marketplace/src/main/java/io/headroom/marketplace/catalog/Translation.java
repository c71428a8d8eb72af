package io.headroom.marketplace.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// An item's texts in a language other than English.
///
/// @param name 1–200 characters, null when only the description is translated
/// @param description at most 10,000 characters, null when only the name is translated
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Translation(@Nullable String name, @Nullable String description) {}
