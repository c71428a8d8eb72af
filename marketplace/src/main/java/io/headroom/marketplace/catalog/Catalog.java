package io.headroom.marketplace.catalog;

import io.headroom.http.CursorReading;
import io.headroom.http.Keyset;
import io.headroom.http.KeysetPage;
import io.headroom.http.Position;
import io.headroom.http.SignedCursor;
import io.headroom.marketplace.catalog.WriteOutcome.Created;
import io.headroom.marketplace.catalog.WriteOutcome.Deleted;
import io.headroom.marketplace.catalog.WriteOutcome.Forbidden;
import io.headroom.marketplace.catalog.WriteOutcome.NotFound;
import io.headroom.marketplace.catalog.WriteOutcome.Outdated;
import io.headroom.marketplace.catalog.WriteOutcome.Replaced;
import io.headroom.marketplace.catalog.WriteOutcome.SkuTaken;
import io.headroom.marketplace.catalog.WriteOutcome.Unauthenticated;
import io.headroom.marketplace.catalog.WriteOutcome.Unknown;
import io.headroom.marketplace.identity.Caller;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;

/// The catalogue's questions and writes. Safe for use by many threads.
public final class Catalog {

    private final ItemRepository items;
    private final CategoryRepository categories;
    private final CategoryDirectory directory;
    private final SignedCursor cursors;
    private final TransactionOperations transactions;
    private final Announcements announcements;
    private final CatalogCaches caches;

    Catalog(
            ItemRepository items,
            CategoryRepository categories,
            CategoryDirectory directory,
            SignedCursor cursors,
            TransactionOperations transactions,
            Announcements announcements,
            CatalogCaches caches) {
        this.items = items;
        this.categories = categories;
        this.directory = directory;
        this.cursors = cursors;
        this.transactions = transactions;
        this.announcements = announcements;
        this.caches = caches;
    }

    /// One item, active or not; empty when it never was or is deleted.
    public Optional<Item> item(long id, Language language) {
        return caches.item(id, language, () -> items.find(id, language));
    }

    /// One page of listed items. A category or brand that does not exist has no items.
    ///
    /// @throws InvalidRequestException when the cursor is not one of this query's
    public ItemPage<ListItem> browse(ItemQuery query) {
        Position position = position(query);
        return caches.page(query, () -> find(query, position));
    }

    private ItemPage<ListItem> find(ItemQuery query, @Nullable Position position) {
        Optional<CategoryTree.Place> category =
                Optional.ofNullable(query.filters().category()).flatMap(directory::find);
        if (query.filters().category() != null && category.isEmpty()) {
            Long none = query.total() ? 0L : null;
            return new ItemPage<>(
                    List.of(), new ItemPage.PageInfo(query.limit(), false, null, null, none));
        }
        return page(query, category.orElse(null), position);
    }

    private ItemPage<ListItem> page(
            ItemQuery query, CategoryTree.@Nullable Place category, @Nullable Position position) {
        Keyset keyset = query.sort().keyset(query.language());
        KeysetPage<ItemRows.Sorted> page =
                keyset.page(
                        position,
                        items.page(query, category, position),
                        query.limit(),
                        ItemRows.Sorted::sortValues);
        return new ItemPage<>(
                page.items().stream().map(ItemRows.Sorted::item).toList(),
                new ItemPage.PageInfo(
                        query.limit(),
                        page.hasMore(),
                        cursor(page.next(), query),
                        cursor(page.previous(), query),
                        query.total() ? total(query, category, position, page) : null));
    }

    private long total(
            ItemQuery query,
            CategoryTree.@Nullable Place category,
            @Nullable Position position,
            KeysetPage<?> page) {
        boolean isWhole = position == null && !page.hasMore();
        return isWhole ? page.items().size() : items.count(query, category);
    }

    /// The listed ones among the given items, in the given order.
    public List<ListItem> byIds(List<Long> ids, Language language) {
        return ids.isEmpty()
                ? List.of()
                : caches.cards(ids, language, missing -> items.byIds(missing, language));
    }

    /// The newest listed items.
    ///
    /// @param limit how many, 1–100
    public List<ListItem> recent(int limit, Language language) {
        return browse(ItemQuery.newest(limit, language)).items();
    }

    /// The tree of categories with the number of listed items in each.
    public List<CategoryNode> categories(Language language) {
        return caches.categories(
                language, () -> categories.tree().nodes(categories.counts(), language));
    }

    /// Forgets what is remembered of the categories: they were changed by other means.
    public void categoriesChanged() {
        directory.refresh();
    }

    /// Adds an item: a merchant's own, or on the operator's word anyone's.
    public WriteOutcome create(ItemDraft draft, Caller caller) {
        return switch (caller) {
            case Caller.Anonymous() -> new Unauthenticated();
            case Caller.Customer(long _) -> new Forbidden("customers do not write items");
            case Caller.Merchant(int own) -> {
                Integer merchant = Objects.requireNonNullElse(draft.merchantId(), own);
                yield merchant == own ? insert(draft, own) : othersItem(own);
            }
            case Caller.Operator() ->
                    draft.merchantId() == null
                            ? new Unknown(
                                    new FieldProblem("merchantId", "is required of the operator"))
                            : insert(draft, draft.merchantId());
        };
    }

    /// Replaces everything that a writer can say about an item.
    public WriteOutcome replace(
            long id, ItemDraft draft, Precondition precondition, Caller caller) {
        return guardingSku(
                draft,
                () ->
                        writing(
                                id,
                                precondition,
                                caller,
                                head -> {
                                    int merchant =
                                            Objects.requireNonNullElse(
                                                    draft.merchantId(), head.merchantId());
                                    return caller instanceof Caller.Merchant(int own)
                                                    && merchant != own
                                            ? othersItem(own)
                                            : update(id, head, draft, merchant);
                                }));
    }

    /// Takes an item out of the shop. What was sold of it stays known.
    public WriteOutcome delete(long id, Precondition precondition, Caller caller) {
        return writing(
                id,
                precondition,
                caller,
                head -> {
                    items.delete(id, head);
                    announcements.afterCommit(id);
                    return new Deleted();
                });
    }

    private interface Write {
        WriteOutcome perform(ItemRepository.Head head);
    }

    private WriteOutcome writing(long id, Precondition precondition, Caller caller, Write write) {
        if (caller instanceof Caller.Anonymous) {
            return new Unauthenticated();
        }
        return inTransaction(() ->
                items.lock(id)
                        .map(head -> guarded(head, precondition, caller, write))
                        .orElseGet(NotFound::new));
    }

    /// A write that comes to nothing leaves nothing behind, not even a brand that it added.
    private WriteOutcome inTransaction(Supplier<WriteOutcome> write) {
        return transactions.execute(status -> {
            WriteOutcome outcome = write.get();
            boolean written =
                    outcome instanceof Created
                            || outcome instanceof Replaced
                            || outcome instanceof Deleted;
            if (!written) {
                status.setRollbackOnly();
            }
            return outcome;
        });
    }

    private static WriteOutcome guarded(
            ItemRepository.Head head, Precondition precondition, Caller caller, Write write) {
        boolean allowed =
                switch (caller) {
                    case Caller.Operator() -> true;
                    case Caller.Merchant(int own) -> own == head.merchantId();
                    case Caller.Anonymous(), Caller.Customer(long _) -> false;
                };
        if (!allowed) {
            return new Forbidden("the item is another merchant's");
        }
        return precondition.holds(head.version())
                ? write.perform(head)
                : new Outdated(head.version());
    }

    private WriteOutcome insert(ItemDraft draft, int merchant) {
        return inTransaction(() ->
                resolving(
                        draft,
                        merchant,
                        (place, brand) ->
                                items.insert(draft, merchant, place, brand)
                                        .<WriteOutcome>map(item -> {
                                            announcements.afterCommit(item.id());
                                            return new Created(item);
                                        })
                                        .orElseGet(() -> new SkuTaken(draft.sku()))));
    }

    private WriteOutcome update(long id, ItemRepository.Head head, ItemDraft draft, int merchant) {
        return resolving(
                draft,
                merchant,
                (place, brand) -> {
                    Item item = items.update(id, head, draft, merchant, place, brand);
                    announcements.afterCommit(id);
                    return new Replaced(item);
                });
    }

    private interface ResolvedWrite {
        WriteOutcome perform(CategoryTree.Place category, OptionalInt brand);
    }

    /// Finds what the draft names: merchant, category and brand.
    private WriteOutcome resolving(ItemDraft draft, int merchant, ResolvedWrite write) {
        Optional<CategoryTree.Place> place = directory.find(draft.category());
        if (place.isEmpty()) {
            return new Unknown(
                    new FieldProblem("category", "'" + draft.category() + "' does not exist"));
        }
        if (!items.merchantExists(merchant)) {
            return new Unknown(
                    new FieldProblem("merchantId", "merchant " + merchant + " does not exist"));
        }
        OptionalInt brand =
                draft.brand() == null
                        ? OptionalInt.empty()
                        : OptionalInt.of(
                                items.brandId(Slugs.of(draft.brand()), draft.brand().strip()));
        return write.perform(place.get(), brand);
    }

    private static WriteOutcome guardingSku(ItemDraft draft, Supplier<WriteOutcome> write) {
        try {
            return write.get();
        } catch (DuplicateKeyException taken) {
            return new SkuTaken(draft.sku());
        }
    }

    private static Forbidden othersItem(int own) {
        return new Forbidden("merchant " + own + " writes only own items");
    }

    private @Nullable Position position(ItemQuery query) {
        if (query.cursor() == null) {
            return null;
        }
        return switch (cursors.read(query.cursor(), query.identity())) {
            case CursorReading.Accepted(Position position) -> position;
            case CursorReading.Refused(CursorReading.Reason reason) ->
                    throw new InvalidRequestException("cursor", reason.text());
        };
    }

    private @Nullable String cursor(@Nullable Position position, ItemQuery query) {
        return position == null ? null : cursors.write(position, query.identity());
    }
}
