package io.headroom.marketplace.catalog;

import io.headroom.cache.BulkLoader;
import io.headroom.cache.Cache;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.Invalidation;
import io.headroom.cache.KeyCodec;
import io.headroom.cache.Loaded;
import io.headroom.cache.Loader;
import io.headroom.cache.json.JsonCodec;
import io.headroom.http.SurrogateKeys;
import io.headroom.http.pages.PageInfo;
import io.headroom.spring.CacheStatus;
import io.headroom.spring.HeadroomCacheProperties;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the catalogue remembers of its answers. Safe for use by many threads.
///
/// Pages and other lists are kept as the numbers of their items, which are shown by their cards: a
/// write of an item drops the item and its card, and of the lists those whose members or order it
/// changes, all by their tags ([CatalogTags]) with one invalidation.
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
    record Page(List<Long> ids, PageInfo info) {}

    private static final KeyCodec<Key> KEYS = KeyCodec.of(Key::text, Key::parse);

    private final Cache<Key, Item> items;
    private final Cache<Key, Card> cards;
    private final Cache<String, Page> pages;
    private final Cache<Language, Tree> categories;
    private final HeadroomCaches caches;

    CatalogCaches(HeadroomCaches caches, HeadroomCacheProperties properties) {
        this.caches = caches;
        items = caches.cache(properties.options("items"), KEYS, JsonCodec.of(Item.class));
        cards = caches.cache(properties.options("cards"), KEYS, Card.CODEC);
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
                                        new Key(id, language),
                                        Loader.adaptive(key ->
                                                Loaded.of(load.get().orElse(null))
                                                        .withTags(CatalogTags.item(id)))))
                        .value());
    }

    Page page(ItemQuery query, Supplier<Loaded<Page>> load) {
        String name =
                String.join(
                        "\n",
                        query.identity(),
                        Integer.toString(query.limit()),
                        Boolean.toString(query.total()),
                        Objects.requireNonNullElse(query.cursor(), ""));
        return present(
                CacheStatus.note(pages.lookupOrLoad(name, Loader.adaptive(key -> load.get())))
                        .value());
    }

    List<CategoryNode> categories(Language language, Supplier<List<CategoryNode>> load) {
        return present(
                        CacheStatus.note(
                                        categories.lookupOrLoad(
                                                language,
                                                Loader.adaptive(key ->
                                                        Loaded.of(new Tree(load.get()))
                                                                .withTags(CatalogTags.CATEGORIES))))
                                .value())
                .roots();
    }

    /// The cards of the given items, in the given order; those that are not listed are left out.
    List<Card> cards(List<Long> ids, Language language, Function<List<Long>, List<ListItem>> load) {
        Map<Key, Card> found =
                cards.getAll(
                        ids.stream().map(id -> new Key(id, language)).toList(),
                        BulkLoader.adaptive(missing -> loaded(missing, language, load)));
        return new ArrayList<>(found.values());
    }

    /// Tagged also where there is no card, so that the write that lists the item drops that, too.
    private static Map<Key, Loaded<Card>> loaded(
            Collection<Key> missing, Language language, Function<List<Long>, List<ListItem>> load) {
        Map<Key, Loaded<Card>> all = new HashMap<>();
        for (Key key : missing) {
            all.put(key, Loaded.<Card>of(null).withTags(CatalogTags.item(key.id())));
        }
        for (ListItem item : load.apply(missing.stream().map(Key::id).toList())) {
            all.put(
                    new Key(item.id(), language),
                    Loaded.of(Card.of(item)).withTags(CatalogTags.item(item.id())));
        }
        return all;
    }

    /// Drops what the changes make wrong, and nothing else.
    Invalidation changed(Collection<ItemChange> changes) {
        Set<String> tags = new LinkedHashSet<>();
        changes.forEach(change -> tags.addAll(change.tags()));
        return caches.invalidateTags(tags);
    }

    /// Drops everything: the whole catalogue is another one.
    void clear() {
        for (Cache<?, ?> cache : List.of(items, cards, pages, categories)) {
            var _ = cache.clear();
        }
        var _ = caches.invalidateTags(CatalogTags.FIGURES, SurrogateKeys.EVERYTHING);
    }

    private static <V> V present(@Nullable V value) {
        return Objects.requireNonNull(value, "the loader always gives a value");
    }
}
