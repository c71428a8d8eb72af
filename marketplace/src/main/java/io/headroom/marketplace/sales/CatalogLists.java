package io.headroom.marketplace.sales;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.headroom.marketplace.catalog.Catalog;
import io.headroom.marketplace.catalog.Language;
import io.headroom.marketplace.catalog.ListItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Lists of items as the catalogue shows them.
final class CatalogLists implements ItemLists {

    private final Catalog catalog;

    CatalogLists(Catalog catalog) {
        this.catalog = catalog;
    }

    /// A listed item and its figure.
    record Scored(@JsonUnwrapped ListItem item, double score) {}

    @Override
    public List<ListItem> byIds(List<Long> ids, String language) {
        return catalog.byIds(ids, Language.of(language).orElse(Language.EN));
    }

    @Override
    public List<Scored> withScores(List<ScoredItem> items, String language) {
        Map<Long, ListItem> listed =
                byIds(items.stream().map(ScoredItem::id).toList(), language).stream()
                        .collect(Collectors.toMap(ListItem::id, Function.identity()));
        List<Scored> scored = new ArrayList<>();
        for (ScoredItem item : items) {
            ListItem shown = listed.get(item.id());
            if (shown != null) {
                scored.add(new Scored(shown, item.score()));
            }
        }
        return scored;
    }
}
