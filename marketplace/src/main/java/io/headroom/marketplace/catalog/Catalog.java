package io.headroom.marketplace.catalog;

import io.headroom.cache.Loaded;
import io.headroom.http.pages.Page;
import io.headroom.http.pages.PageInfo;
import io.headroom.http.pages.PageRead;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;

/// The catalogue's questions and writes. Safe for use by many threads.
public final class Catalog {

    private final ItemRepository items;
    private final CategoryRepository categories;
    private final CategoryDirectory directory;
    private final ItemPages pages;
    private final TransactionOperations transactions;
    private final Announcements announcements;
    private final CatalogCaches caches;
    private final ItemTurns turns = new ItemTurns();

    Catalog(
            ItemRepository items,
            CategoryRepository categories,
            CategoryDirectory directory,
            ItemPages pages,
            TransactionOperations transactions,
            Announcements announcements,
            CatalogCaches caches) {
        this.items = items;
        this.categories = categories;
        this.directory = directory;
        this.pages = pages;
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
    /// @throws io.headroom.http.pages.InvalidPageRequestException when the cursor is not one of
    ///   this query's
    public Page<Card> browse(ItemQuery query) {
        Optional<CategoryTree.Place> category =
                Optional.ofNullable(query.filters().category()).flatMap(directory::find);
        boolean exists = query.filters().category() == null || category.isPresent();
        // Refuses a cursor that is none of this query's, whatever there is to be found.
        PageRead<Long> read = pages.read(query, category.orElse(null));
        CatalogCaches.Page page =
                exists ? page(query, read) : caches.page(query, () -> none(query));
        return new Page<>(byIds(page.ids(), query.language()), page.info());
    }

    private CatalogCaches.Page page(ItemQuery query, PageRead<Long> read) {
        return caches.page(
                query,
                () -> {
                    Page<Long> found = items.page(read);
                    return Loaded.of(new CatalogCaches.Page(found.items(), found.page()))
                            .withTags(CatalogTags.ofPage(query));
                });
    }

    /// It costs no statement, and invented names must not fill the cache.
    private static Loaded<CatalogCaches.Page> none(ItemQuery query) {
        Long total = query.total() ? 0L : null;
        return Loaded.of(
                        new CatalogCaches.Page(
                                List.of(), new PageInfo(query.limit(), false, null, null, total)))
                .notCached();
    }

    /// The listed ones among the given items, in the given order.
    public List<Card> byIds(List<Long> ids, Language language) {
        return ids.isEmpty()
                ? List.of()
                : caches.cards(ids, language, missing -> items.byIds(missing, language));
    }

    /// The newest listed items.
    ///
    /// @param limit how many, 1–100
    public List<Card> recent(int limit, Language language) {
        return browse(ItemQuery.newest(limit, language)).items();
    }

    /// The tree of categories with the number of listed items in each.
    public List<CategoryNode> categories(Language language) {
        return caches.categories(
                language, () -> categories.tree().nodes(categories.counts(), language));
    }

    /// Forgets everything: the catalogue was replaced as a whole.
    public void replaced() {
        directory.refresh();
        caches.clear();
    }

    /// On which level of the tree a category stands, from 1; 0 for one that does not exist.
    public int categoryLevel(String slug) {
        return directory.find(slug).map(CategoryTree.Place::level).orElse(0);
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
                                () -> items.lockFor(id, draft),
                                precondition,
                                caller,
                                (head, changes) -> {
                                    int merchant =
                                            Objects.requireNonNullElse(
                                                    draft.merchantId(), head.merchantId());
                                    return caller instanceof Caller.Merchant(int own)
                                                    && merchant != own
                                            ? othersItem(own)
                                            : update(id, head, draft, merchant, changes);
                                }));
    }

    /// Takes an item out of the shop. What was sold of it stays known.
    public WriteOutcome delete(long id, Precondition precondition, Caller caller) {
        return writing(
                id,
                () -> items.lock(id),
                precondition,
                caller,
                (head, changes) -> {
                    items.delete(id, head);
                    changes.add(ItemChange.deleted(head.item()));
                    return new Deleted();
                });
    }

    private interface Write {
        WriteOutcome perform(ItemRepository.Head head, List<ItemChange> changes);
    }

    private WriteOutcome writing(
            long id,
            Supplier<Optional<ItemRepository.Head>> locked,
            Precondition precondition,
            Caller caller,
            Write write) {
        if (caller instanceof Caller.Anonymous) {
            return new Unauthenticated();
        }
        return announcing(changes -> {
            Supplier<WriteOutcome> guarded =
                    () ->
                            locked.get()
                                    .map(head ->
                                            guarded(head, precondition, caller, write, changes))
                                    .orElseGet(NotFound::new);
            return turns.take(id, () -> inTransaction(changes, guarded));
        });
    }

    /// What was changed is announced even when the commit fails: it may have failed on the way
    /// back.
    private WriteOutcome announcing(Function<List<ItemChange>, WriteOutcome> write) {
        List<ItemChange> changes = new ArrayList<>();
        try {
            return write.apply(changes);
        } finally {
            announcements.announce(changes);
        }
    }

    /// A write that comes to nothing leaves nothing behind, not even a brand that it added.
    private WriteOutcome inTransaction(List<ItemChange> changes, Supplier<WriteOutcome> write) {
        return transactions.execute(status -> {
            WriteOutcome outcome = write.get();
            if (changes.isEmpty()) {
                status.setRollbackOnly();
            }
            return outcome;
        });
    }

    private static WriteOutcome guarded(
            ItemRepository.Head head,
            Precondition precondition,
            Caller caller,
            Write write,
            List<ItemChange> changes) {
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
                ? write.perform(head, changes)
                : new Outdated(head.version());
    }

    private WriteOutcome insert(ItemDraft draft, int merchant) {
        return announcing(changes -> {
            Supplier<WriteOutcome> inserted =
                    () ->
                            resolving(
                                    draft,
                                    merchant,
                                    items.references(draft, merchant),
                                    (place, brand) ->
                                            created(
                                                    draft,
                                                    items.insert(draft, merchant, place, brand),
                                                    changes));
            return inTransaction(changes, inserted);
        });
    }

    private static WriteOutcome created(
            ItemDraft draft, Optional<ItemRepository.Written> row, List<ItemChange> changes) {
        if (row.isEmpty()) {
            return new SkuTaken(draft.sku());
        }
        changes.add(ItemChange.created(row.get().document()));
        return new Created(row.get().item());
    }

    private WriteOutcome update(
            long id,
            ItemRepository.Head head,
            ItemDraft draft,
            int merchant,
            List<ItemChange> changes) {
        return resolving(
                draft,
                merchant,
                head.references(),
                (place, brand) -> {
                    ItemRepository.Written row =
                            items.update(id, head, draft, merchant, place, brand);
                    changes.add(ItemChange.replaced(head.item(), row.document()));
                    return new Replaced(row.item());
                });
    }

    private interface ResolvedWrite {
        WriteOutcome perform(CategoryTree.Place category, OptionalInt brand);
    }

    /// Finds what the draft names: merchant, category and brand.
    private WriteOutcome resolving(
            ItemDraft draft,
            int merchant,
            ItemRepository.References references,
            ResolvedWrite write) {
        Optional<CategoryTree.Place> place = directory.find(draft.category());
        if (place.isEmpty()) {
            return new Unknown(
                    new FieldProblem(
                            "category",
                            "must be a category's slug; '" + draft.category() + "' is none"));
        }
        if (!references.merchantExists()) {
            return new Unknown(
                    new FieldProblem(
                            "merchantId", "must be a merchant's number; " + merchant + " is none"));
        }
        return write.perform(place.get(), brand(draft, references));
    }

    private OptionalInt brand(ItemDraft draft, ItemRepository.References references) {
        if (draft.brand() == null) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(
                references.brandId() != null
                        ? references.brandId()
                        : items.addBrand(draft.brand()));
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
}
