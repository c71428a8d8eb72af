package io.headroom.marketplace.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of items.
///
/// @param items at most [PageInfo#limit] items, in the asked order
/// @param page where it stands
/// @param <T> what stands for an item: a [ListItem], or its asked fields
public record ItemPage<T>(List<T> items, PageInfo page) {

    /// Where a page stands among its neighbours.
    ///
    /// @param limit the asked size
    /// @param hasMore whether items follow
    /// @param next the cursor of the following page, null when nothing follows
    /// @param previous the cursor of the page before, null when nothing precedes
    /// @param total how many items match in all, null when that was not asked
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PageInfo(
            int limit,
            boolean hasMore,
            @Nullable String next,
            @Nullable String previous,
            @Nullable Long total) {}

    public ItemPage {
        items = List.copyOf(items);
    }
}
