package io.headroom.marketplace.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One write of an item: the item before and after it, in all languages.
///
/// What this class finds are the [#tags] of all that the write may change: the item itself, which
/// items a list has, their order, and what is counted of them. What neither touches a list's
/// members nor their order, as a new description, drops no list: lists are kept as numbers of
/// items, and shown with the items' cards.
///
/// @param id the item's number
/// @param before null for a new item, or one that was deleted
/// @param after null for one that is deleted now
record ItemChange(long id, @Nullable ItemDocument before, @Nullable ItemDocument after) {

    static ItemChange created(ItemDocument after) {
        return new ItemChange(after.id(), null, after);
    }

    static ItemChange replaced(ItemDocument before, ItemDocument after) {
        return new ItemChange(after.id(), before, after);
    }

    static ItemChange deleted(ItemDocument before) {
        return new ItemChange(before.id(), before, null);
    }

    /// The tags of what must be forgotten; that of the item alone when no list changes.
    Set<String> tags() {
        ItemDocument from = listed(before);
        ItemDocument to = listed(after);
        Set<String> tags = new LinkedHashSet<>();
        tags.add(CatalogTags.item(id));
        if (from != null && to != null) {
            pagesOfScopes(from, to, tags);
            if (!from.categoryPath().equals(to.categoryPath())) {
                tags.add(CatalogTags.CATEGORIES);
            }
            searchesThatMayHaveIt(from, to, tags);
        } else if (to != null) {
            members(scopes(to), tags);
            tags.add(CatalogTags.CATEGORIES);
            tags.add(CatalogTags.TEXTS);
            // An item that never was before cannot have been sold.
            if (to.version() > 1) {
                tags.add(CatalogTags.FIGURES);
            }
        } else if (from != null) {
            members(scopes(from), tags);
            tags.addAll(List.of(CatalogTags.CATEGORIES, CatalogTags.FIGURES, CatalogTags.VANISHED));
            found(from, tags);
        }
        return tags;
    }

    private static @Nullable ItemDocument listed(@Nullable ItemDocument item) {
        return item != null && item.listed() ? item : null;
    }

    /// A list that the item enters or leaves is dropped whatever its order; one that it stays in,
    /// if it depends on what changed.
    private static void pagesOfScopes(ItemDocument from, ItemDocument to, Set<String> tags) {
        Set<CatalogTags.Scope> left = scopes(from);
        Set<CatalogTags.Scope> entered = scopes(to);
        Set<CatalogTags.Scope> stayed = new LinkedHashSet<>(left);
        stayed.retainAll(entered);
        left.removeAll(stayed);
        entered.removeAll(stayed);
        members(left, tags);
        members(entered, tags);
        for (CatalogTags.Scope scope : stayed) {
            if (priceChanged(from, to)) {
                tags.add(scope.byPrice());
            }
            if (stockRanOutOrCameBack(from, to)) {
                tags.add(scope.byStock());
            }
            if (!from.nameEn().equals(to.nameEn())) {
                tags.add(scope.byName(Language.EN));
            }
            if (!spanishName(from).equals(spanishName(to))) {
                tags.add(scope.byName(Language.ES));
            }
        }
    }

    private static void searchesThatMayHaveIt(
            ItemDocument from, ItemDocument to, Set<String> tags) {
        if (!words(from).equals(words(to))) {
            // Nobody knows what it is found by now, so that every search may find or lose it.
            tags.add(CatalogTags.TEXTS);
            return;
        }
        if (priceChanged(from, to)) {
            found(to, tags);
        }
        if (stockRanOutOrCameBack(from, to)) {
            tags.add(CatalogTags.FOUND_IN_STOCK);
        }
    }

    private static boolean priceChanged(ItemDocument from, ItemDocument to) {
        return from.price().amount().compareTo(to.price().amount()) != 0;
    }

    private static boolean stockRanOutOrCameBack(ItemDocument from, ItemDocument to) {
        return from.stock() > 0 != to.stock() > 0;
    }

    private static String spanishName(ItemDocument item) {
        return Objects.requireNonNullElse(item.nameEs(), item.nameEn());
    }

    /// All that an item is found by.
    private static List<@Nullable Object> words(ItemDocument item) {
        List<@Nullable Object> words = new ArrayList<>();
        words.add(item.sku());
        words.add(item.nameEn());
        words.add(item.nameEs());
        words.add(item.descriptionEn());
        words.add(item.descriptionEs());
        words.add(item.categoryPath());
        words.add(item.brandSlug());
        words.add(item.merchantId());
        words.add(new HashSet<>(item.attributes().values()));
        return words;
    }

    private static void members(Set<CatalogTags.Scope> scopes, Set<String> tags) {
        scopes.forEach(scope -> tags.add(scope.members()));
    }

    private static void found(ItemDocument item, Set<String> tags) {
        tags.add(CatalogTags.found(null));
        item.categoryPath().forEach(category -> tags.add(CatalogTags.found(category)));
    }

    /// Every combination of category, brand and merchant that lists the item.
    private static Set<CatalogTags.Scope> scopes(ItemDocument item) {
        List<@Nullable String> categories = new ArrayList<>(item.categoryPath());
        categories.add(null);
        List<@Nullable String> brands = new ArrayList<>();
        brands.add(null);
        if (item.brandSlug() != null) {
            brands.add(item.brandSlug());
        }
        Set<CatalogTags.Scope> scopes = new LinkedHashSet<>();
        for (String category : categories) {
            for (String brand : brands) {
                scopes.add(new CatalogTags.Scope(category, brand, null));
                scopes.add(new CatalogTags.Scope(category, brand, item.merchantId()));
            }
        }
        return scopes;
    }
}
