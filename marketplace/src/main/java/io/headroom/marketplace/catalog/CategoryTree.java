package io.headroom.marketplace.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The categories as they stood at one moment. Immutable.
final class CategoryTree {

    /// One category of the table.
    record Row(int id, @Nullable Integer parentId, String slug, String nameEn, String nameEs) {

        private String name(Language language) {
            return switch (language) {
                case EN -> nameEn;
                case ES -> nameEs;
            };
        }
    }

    /// Where a category stands.
    ///
    /// @param ids the categories from the root to it, one to three
    record Place(List<Integer> ids) {

        /// The category itself.
        int id() {
            return ids.getLast();
        }

        /// 1 for a root.
        int level() {
            return ids.size();
        }

        /// The category of a level on the way, null below its own.
        @Nullable Integer idAt(int level) {
            return level <= ids.size() ? ids.get(level - 1) : null;
        }
    }

    /// How many listed items stand exactly at a place.
    record Count(Place place, long items) {}

    private final List<Row> rows;
    private final Map<String, Place> placesBySlug = new HashMap<>();

    /// @param rows every category, each after its parent, siblings in the shop's order
    CategoryTree(List<Row> rows) {
        this.rows = List.copyOf(rows);
        Map<Integer, Place> places = new HashMap<>();
        for (Row row : rows) {
            List<Integer> path = new ArrayList<>();
            Place parent = places.get(row.parentId());
            if (parent != null) {
                path.addAll(parent.ids());
            }
            path.add(row.id());
            Place place = new Place(List.copyOf(path));
            places.put(row.id(), place);
            placesBySlug.put(row.slug(), place);
        }
    }

    Optional<Place> find(String slug) {
        return Optional.ofNullable(placesBySlug.get(slug));
    }

    /// The tree with the counts added up along every path.
    List<CategoryNode> nodes(List<Count> counts, Language language) {
        Map<Integer, Long> itemsByCategory = new HashMap<>();
        for (Count count : counts) {
            for (Integer id : count.place().ids()) {
                itemsByCategory.merge(id, count.items(), Long::sum);
            }
        }
        List<CategoryNode> roots = new ArrayList<>();
        Map<Integer, List<CategoryNode>> childrenByCategory = new HashMap<>();
        for (Row row : rows) {
            List<CategoryNode> children = new ArrayList<>();
            childrenByCategory.put(row.id(), children);
            long items = itemsByCategory.getOrDefault(row.id(), 0L);
            childrenByCategory
                    .getOrDefault(row.parentId(), roots)
                    .add(new CategoryNode(row.slug(), row.name(language), items, children));
        }
        return roots;
    }
}
