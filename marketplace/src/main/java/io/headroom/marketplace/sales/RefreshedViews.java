package io.headroom.marketplace.sales;

import io.headroom.cache.HeadroomCaches;
import io.headroom.marketplace.catalog.CatalogTags;
import io.headroom.postgres.ViewRefresher;
import io.headroom.postgres.ViewStatus;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drops what was made of a view once the view was refreshed, by whichever node. To be asked from
/// time to time, by one thread.
final class RefreshedViews {

    private static final Logger LOG = LoggerFactory.getLogger(RefreshedViews.class);

    private final ViewRefresher refresher;
    private final HeadroomCaches caches;
    private final Map<String, @Nullable Instant> seen = new HashMap<>();

    RefreshedViews(ViewRefresher refresher, HeadroomCaches caches) {
        this.refresher = refresher;
        this.caches = caches;
    }

    /// The tag of what is made of a view.
    static String tag(String view) {
        return "view/" + view;
    }

    /// Looks which views were refreshed since the last look. The first one only looks.
    void look() {
        try {
            List<String> tags = new ArrayList<>();
            for (ViewStatus view : refresher.status()) {
                boolean first = !seen.containsKey(view.name());
                Instant before = seen.put(view.name(), view.refreshedAt());
                Instant now = view.refreshedAt();
                if (!first && now != null && !now.equals(before)) {
                    tags.add(tag(view.name()));
                    if (view.name().equals(Views.POPULAR_ITEMS.name())) {
                        tags.add(CatalogTags.POPULARITY);
                    }
                }
            }
            if (!tags.isEmpty()) {
                var _ = caches.invalidateTags(tags);
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("nobody says which views were refreshed: {}", e.toString());
        }
    }
}
