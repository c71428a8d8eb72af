package io.headroom.marketplace.catalog;

import io.headroom.cache.Cache;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.KeyCodec;
import io.headroom.cache.json.JsonCodec;
import io.headroom.spring.CacheStatus;
import io.headroom.spring.HeadroomCacheProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the catalogue remembers of its answers. Safe for use by many threads.
///
/// A write of an item drops the item, its card in lists, and every page and count, since any of
/// them may show it.
final class CatalogCaches {

    /// An item's texts depend on the language, so each language is an entry of its own.
    record Key(long id, Language language) {

        String text() {
            return language.tag() + ':' + id;
        }

        static Key parse(String text) {
            String tag = text.substring(0, 2);
            Language language =
                    Language.of(tag)
                            .orElseThrow(() -> new IllegalArgumentException("no language: " + tag));
            return new Key(Long.parseLong(text.substring(3)), language);
        }
    }

    /// The tree as the cache keeps it.
    record Tree(List<CategoryNode> roots) {}

    /// A page of listed items as the cache keeps it.
    record Page(List<ListItem> items, ItemPage.PageInfo info) {}

    private static final KeyCodec<Key> KEYS = KeyCodec.of(Key::text, Key::parse);

    private final Cache<Key, Item> items;
    private final Cache<Key, ListItem> cards;
    private final Cache<String, Page> pages;
    private final Cache<Language, Tree> categories;

    CatalogCaches(HeadroomCaches caches, HeadroomCacheProperties properties) {
        items = caches.cache(properties.options("items"), KEYS, JsonCodec.of(Item.class));
        cards = caches.cache(properties.options("cards"), KEYS, JsonCodec.of(ListItem.class));
        pages =
                caches.cache(
                        properties.options("pages"), KeyCodec.strings(), JsonCodec.of(Page.class));
        categories =
                caches.cache(
                        properties.options("categories"),
                        KeyCodec.of(Language::name, Language::valueOf),
                        JsonCodec.of(Tree.class));
    }

    Optional<Item> item(long id, Language language, Supplier<Optional<Item>> load) {
        return Optional.ofNullable(
                CacheStatus.note(
                                items.lookupOrLoad(
                                        new Key(id, language), key -> load.get().orElse(null)))
                        .value());
    }

    ItemPage<ListItem> page(ItemQuery query, Supplier<ItemPage<ListItem>> load) {
        String name =
                String.join(
                        "\n",
                        query.identity(),
                        Integer.toString(query.limit()),
                        Boolean.toString(query.total()),
                        Objects.requireNonNullElse(query.cursor(), ""));
        Page page =
                present(
                        CacheStatus.note(
                                        pages.lookupOrLoad(
                                                name,
                                                key -> {
                                                    ItemPage<ListItem> loaded = load.get();
                                                    return new Page(loaded.items(), loaded.page());
                                                }))
                                .value());
        return new ItemPage<>(page.items(), page.info());
    }

    List<CategoryNode> categories(Language language, Supplier<List<CategoryNode>> load) {
        return present(
                        CacheStatus.note(
                                        categories.lookupOrLoad(
                                                language, key -> new Tree(load.get())))
                                .value())
                .roots();
    }

    /// The cards of the given items, in the given order; those that are not listed are left out.
    List<ListItem> cards(
            List<Long> ids, Language language, Function<List<Long>, List<ListItem>> load) {
        Map<Key, ListItem> found =
                cards.getAll(
                        ids.stream().map(id -> new Key(id, language)).toList(),
                        missing ->
                                load.apply(missing.stream().map(Key::id).toList()).stream()
                                        .collect(
                                                Collectors.toMap(
                                                        card -> new Key(card.id(), language),
                                                        Function.identity())));
        return new ArrayList<>(found.values());
    }

    /// Drops whatever may show an item.
    void changed(long id) {
        for (Language language : Language.values()) {
            Key key = new Key(id, language);
            var _ = items.invalidate(key);
            var _ = cards.invalidate(key);
        }
        var _ = pages.clear();
        var _ = categories.clear();
    }

    private static <V> V present(@Nullable V value) {
        return Objects.requireNonNull(value, "the loader always gives a value");
    }
}
