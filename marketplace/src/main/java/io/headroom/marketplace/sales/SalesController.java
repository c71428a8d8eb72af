package io.headroom.marketplace.sales;

import io.headroom.marketplace.catalog.InvalidRequestException;
import io.headroom.marketplace.catalog.Parameters;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Shows what is popular, trending, bought together and recommended.
@RestController
@Tag(name = "Recommendations")
@RequestMapping("/api/catalog")
final class SalesController {

    private final SalesFigures figures;
    private final ItemLists lists;
    private final ItemExistence existence;

    SalesController(SalesFigures figures, ItemLists lists, ItemExistence existence) {
        this.figures = figures;
        this.lists = lists;
        this.existence = existence;
    }

    /// A list of items, the best first.
    record Items(List<?> items) {}

    /// How much is wanted, and in which language; by the rules of all lists of the catalogue.
    private record Wanted(int limit, String language) {

        static Wanted read(@Nullable String limit, @Nullable String lang) {
            Parameters parameters = new Parameters();
            Wanted wanted = new Wanted(parameters.limit(limit), parameters.language(lang).tag());
            parameters.requireValid();
            return wanted;
        }
    }

    @GetMapping("/popular")
    Items popular(
            @RequestParam(name = "limit", required = false) @Nullable String limit,
            @RequestParam(name = "lang", required = false) @Nullable String lang) {
        Wanted wanted = Wanted.read(limit, lang);
        return new Items(lists.withScores(figures.popular(wanted.limit()), wanted.language()));
    }

    @GetMapping("/trending")
    Items trending(
            @RequestParam(name = "days", defaultValue = "7") int days,
            @RequestParam(name = "limit", required = false) @Nullable String limit,
            @RequestParam(name = "lang", required = false) @Nullable String lang) {
        Wanted wanted = Wanted.read(limit, lang);
        if (days != 7 && days != 30) {
            throw new InvalidRequestException("days", "must be 7 or 30");
        }
        return new Items(
                lists.withScores(figures.trending(days, wanted.limit()), wanted.language()));
    }

    @GetMapping("/items/{id}/also-bought")
    Items alsoBought(
            @PathVariable("id") long id,
            @RequestParam(name = "limit", required = false) @Nullable String limit,
            @RequestParam(name = "lang", required = false) @Nullable String lang) {
        Wanted wanted = Wanted.read(limit, lang);
        if (!existence.exists(id)) {
            throw ItemEventsController.noSuchItem(id);
        }
        return new Items(
                lists.byIds(ids(figures.alsoBought(id, wanted.limit())), wanted.language()));
    }

    @GetMapping("/recommendations")
    Items recommendations(
            @RequestParam("customer") long customer,
            @RequestParam(name = "limit", required = false) @Nullable String limit,
            @RequestParam(name = "lang", required = false) @Nullable String lang) {
        Wanted wanted = Wanted.read(limit, lang);
        if (customer < 1) {
            throw new InvalidRequestException(
                    "customer", "must be a customer's number, at least 1");
        }
        return new Items(
                lists.byIds(
                        ids(figures.recommendations(customer, wanted.limit())), wanted.language()));
    }

    private static List<Long> ids(List<ScoredItem> items) {
        return items.stream().map(ScoredItem::id).toList();
    }
}
