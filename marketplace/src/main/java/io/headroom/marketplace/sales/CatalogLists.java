package io.headroom.marketplace.sales;

import io.headroom.marketplace.catalog.Card;
import io.headroom.marketplace.catalog.Catalog;
import io.headroom.marketplace.catalog.Language;
import io.headroom.marketplace.catalog.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;

/// Lists of items as the catalogue shows them.
final class CatalogLists implements ItemLists {

    private final Catalog catalog;

    CatalogLists(Catalog catalog) {
        this.catalog = catalog;
    }

    /// A listed item and its figure.
    @JsonSerialize(using = Shown.Writer.class)
    record Scored(Card card, double score) implements Shown {

        @Override
        public void writeMore(JsonGenerator generator, SerializationContext context) {
            generator.writeNumberProperty("score", score);
        }
    }

    @Override
    public List<Card> byIds(List<Long> ids, String language) {
        return catalog.byIds(ids, Language.of(language).orElse(Language.EN));
    }

    @Override
    public List<Scored> withScores(List<ScoredItem> items, String language) {
        Map<Long, Card> listed =
                byIds(items.stream().map(ScoredItem::id).toList(), language).stream()
                        .collect(Collectors.toMap(Card::id, Function.identity()));
        List<Scored> scored = new ArrayList<>();
        for (ScoredItem item : items) {
            Card shown = listed.get(item.id());
            if (shown != null) {
                scored.add(new Scored(shown, item.score()));
            }
        }
        return scored;
    }
}
