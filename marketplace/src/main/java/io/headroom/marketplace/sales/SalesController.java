package io.headroom.marketplace.sales;

import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Set;
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

    private static final int LARGEST_LIMIT = 100;
    private static final Set<String> LANGUAGES = Set.of("en", "es");

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

    @GetMapping("/popular")
    Items popular(
            @RequestParam(name = "limit", defaultValue = "24") int limit,
            @RequestParam(name = "lang", defaultValue = "en") String lang) {
        checked(limit, lang);
        return new Items(lists.withScores(figures.popular(limit), lang));
    }

    @GetMapping("/trending")
    Items trending(
            @RequestParam(name = "days", defaultValue = "7") int days,
            @RequestParam(name = "limit", defaultValue = "24") int limit,
            @RequestParam(name = "lang", defaultValue = "en") String lang) {
        checked(limit, lang);
        if (days != 7 && days != 30) {
            throw new InvalidParameter("days", "must be 7 or 30");
        }
        return new Items(lists.withScores(figures.trending(days, limit), lang));
    }

    @GetMapping("/items/{id}/also-bought")
    Items alsoBought(
            @PathVariable("id") long id,
            @RequestParam(name = "limit", defaultValue = "24") int limit,
            @RequestParam(name = "lang", defaultValue = "en") String lang) {
        checked(limit, lang);
        if (!existence.exists(id)) {
            throw ItemEventsController.noSuchItem(id);
        }
        return new Items(lists.byIds(ids(figures.alsoBought(id, limit)), lang));
    }

    @GetMapping("/recommendations")
    Items recommendations(
            @RequestParam("customer") long customer,
            @RequestParam(name = "limit", defaultValue = "24") int limit,
            @RequestParam(name = "lang", defaultValue = "en") String lang) {
        checked(limit, lang);
        if (customer < 1) {
            throw new InvalidParameter("customer", "must be a customer's number, at least 1");
        }
        return new Items(lists.byIds(ids(figures.recommendations(customer, limit)), lang));
    }

    private static void checked(int limit, String lang) {
        if (limit < 1 || limit > LARGEST_LIMIT) {
            throw new InvalidParameter("limit", "must be from 1 to " + LARGEST_LIMIT);
        }
        if (!LANGUAGES.contains(lang)) {
            throw new InvalidParameter("lang", "must be en or es");
        }
    }

    private static List<Long> ids(List<ScoredItem> items) {
        return items.stream().map(ScoredItem::id).toList();
    }
}
