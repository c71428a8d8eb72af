package io.headroom.http.pages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// Where a page stands among its neighbours.
///
/// @param limit the asked size
/// @param hasMore whether rows follow
/// @param next the cursor of the following page, null when nothing follows
/// @param previous the cursor of the page before, null when nothing precedes
/// @param total how many rows there are on all pages, null when that was not asked
/// @param totalIs how `total` is to be read, null when it is exact or was not asked
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PageInfo(
        int limit,
        boolean hasMore,
        @Nullable String next,
        @Nullable String previous,
        @Nullable Long total,
        @Nullable TotalIs totalIs) {

    /// What a total is when it is not exact.
    public enum TotalIs {
        /// Counting stopped there: there is at least one more.
        @JsonProperty("atLeast")
        AT_LEAST,
        /// The planner's guess from its statistics.
        @JsonProperty("estimate")
        ESTIMATE
    }

    /// A page whose total is exact, or null.
    public PageInfo(
            int limit,
            boolean hasMore,
            @Nullable String next,
            @Nullable String previous,
            @Nullable Long total) {
        this(limit, hasMore, next, previous, total, null);
    }
}
