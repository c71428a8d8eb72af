package io.headroom.marketplace.loading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The categories met so far, numbered in the order in which they were met.
final class CategoryTree {

    /// The number that stands for "none": the item ends at an upper level.
    static final int NONE = 0;

    private static final int DEEPEST_LEVEL = 3;

    private final Map<String, Node> byPath = new HashMap<>();
    private final Map<String, Place> bySlug = new HashMap<>();
    private final Map<Integer, Integer> children = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> slugs = new HashSet<>();

    /// Where an item stands: the numbers of its categories by level, [#NONE] below its end.
    record Place(int level1, int level2, int level3) {}

    /// A category's name in English and Spanish.
    record Label(String english, String spanish) {}

    private record Node(int id, int parent, int level, String slug, Label label, int position) {}

    /// The place of a path of one to three names from the root; new categories are added.
    Place place(List<Label> path) {
        int[] ids = new int[DEEPEST_LEVEL];
        String key = "";
        String parentSlug = "";
        int parent = NONE;
        for (int level = 0; level < path.size(); level++) {
            Label label = path.get(level);
            key = key + '\u0000' + Slug.of(label.english());
            Node node = byPath.get(key);
            if (node == null) {
                int position = children.merge(parent, 1, Integer::sum);
                node =
                        new Node(
                                nodes.size() + 1,
                                parent,
                                level + 1,
                                freeSlug(parentSlug, label),
                                label,
                                position);
                byPath.put(key, node);
                nodes.add(node);
            }
            ids[level] = node.id();
            parent = node.id();
            parentSlug = node.slug();
            bySlug.putIfAbsent(node.slug(), new Place(ids[0], ids[1], ids[2]));
        }
        return new Place(ids[0], ids[1], ids[2]);
    }

    /// The place of the category with this slug, or a new category of the first level.
    Place placeOfSlug(String name) {
        Place known = bySlug.get(Slug.of(name));
        return known == null ? place(List.of(new Label(name, name))) : known;
    }

    private String freeSlug(String parentSlug, Label label) {
        String own = Slug.of(label.english());
        String slug = own;
        for (int i = 1; !slugs.add(slug); i++) {
            slug = (i == 1 && !parentSlug.isEmpty()) ? parentSlug + "-" + own : own + "-" + i;
        }
        return slug;
    }

    void write(CatalogueSink sink) {
        try (CopyRows rows = sink.open(Table.CATEGORY)) {
            for (Node node : nodes) {
                rows.number(node.id())
                        .numberOrNull(node.parent(), NONE)
                        .number(node.level())
                        .text(node.slug())
                        .text(node.label().english())
                        .text(node.label().spanish())
                        .number(node.position())
                        .end();
            }
        }
    }
}
