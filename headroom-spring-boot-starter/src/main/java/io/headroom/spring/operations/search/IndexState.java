package io.headroom.spring.operations.search;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How an index is.
///
/// @param documents that are found
/// @param bytes on storage, or in memory where it is kept there
/// @param complete whether it holds all that there is; false while it is built
/// @param refreshedAt when a change became visible last; null before the first
/// @param followedAt when it was last compared with its source; null before the first time
public record IndexState(
        long documents,
        long bytes,
        boolean complete,
        @Nullable Instant refreshedAt,
        @Nullable Instant followedAt) {}
