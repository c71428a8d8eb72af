package io.headroom.marketplace.catalog;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which fields of a list item are asked for.
///
/// @param names the fields in the asked order; none for all
public record ItemFields(List<String> names) {

    private static final Map<String, Function<ListItem, @Nullable Object>> FIELDS = fields();

    private static Map<String, Function<ListItem, @Nullable Object>> fields() {
        Map<String, Function<ListItem, @Nullable Object>> fields = new LinkedHashMap<>();
        fields.put("id", ListItem::id);
        fields.put("sku", ListItem::sku);
        fields.put("name", ListItem::name);
        fields.put("category", ListItem::category);
        fields.put("categoryPath", ListItem::categoryPath);
        fields.put("brand", ListItem::brand);
        fields.put("merchantId", ListItem::merchantId);
        fields.put("price", ListItem::price);
        fields.put("stock", ListItem::stock);
        fields.put("attributes", ListItem::attributes);
        fields.put("rating", ListItem::rating);
        fields.put("ratingCount", ListItem::ratingCount);
        fields.put("images", ListItem::images);
        fields.put("active", ListItem::active);
        fields.put("version", ListItem::version);
        fields.put("createdAt", ListItem::createdAt);
        fields.put("updatedAt", ListItem::updatedAt);
        return fields;
    }

    /// Reads the parameter `fields`; absent or empty means all.
    public static ItemFields read(@Nullable String text, Parameters parameters) {
        if (text == null || text.isEmpty()) {
            return new ItemFields(List.of());
        }
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(String::strip).distinct().toList();
        if (!FIELDS.keySet().containsAll(names)) {
            parameters.add(
                    "fields",
                    "must be names out of "
                            + String.join(", ", FIELDS.keySet())
                            + ", separated by commas");
        }
        return new ItemFields(names);
    }

    /// The item as it is to be answered: itself, or its asked fields by name. A field without a
    /// value is left out.
    public Object of(Card card) {
        if (names.isEmpty()) {
            return card;
        }
        ListItem item = card.item();
        Map<String, Object> projection = new LinkedHashMap<>();
        for (String name : names) {
            Object value = Objects.requireNonNull(FIELDS.get(name)).apply(item);
            if (value != null) {
                projection.put(name, value);
            }
        }
        return projection;
    }
}
