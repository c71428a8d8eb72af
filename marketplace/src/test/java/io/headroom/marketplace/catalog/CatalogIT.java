package io.headroom.marketplace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.http.pages.Page;
import io.headroom.http.pages.PageInfo;
import io.headroom.marketplace.catalog.ItemQuery.Filters;
import io.headroom.marketplace.identity.Caller;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogIT {

    private static final CatalogDatabase DATABASE = CatalogDatabase.empty();
    private static final int ROWS = 3000;

    private final List<Long> heard = new ArrayList<>();
    private final Catalog catalog = DATABASE.catalog(heard::add);

    @BeforeAll
    static void fill() {
        DATABASE.addVolume(ROWS);
    }

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    private static ItemDraft draft(String sku) {
        return new ItemDraft(
                sku,
                "Blue mug",
                "",
                "c9",
                "Brand 7",
                1,
                new Money(new BigDecimal("12.9"), "GBP"),
                5,
                Map.of(),
                List.of(),
                true,
                new Translation(null, null));
    }

    private Item create(String sku) {
        return catalog.create(draft(sku), new Caller.Operator())
                        instanceof WriteOutcome.Created(Item item)
                ? item
                : fail(sku);
    }

    private static Item fail(String sku) {
        throw new AssertionError(sku + " was not created");
    }

    private static ItemQuery query(Filters filters, String sort, @Nullable String cursor) {
        return new ItemQuery(
                filters, ItemSort.of(sort).orElseThrow(), Language.EN, 70, cursor, true);
    }

    private static long listed(String condition) {
        return DATABASE.jdbc()
                .sql(
                        "SELECT count(*) FROM item WHERE active AND deleted_at IS NULL AND "
                                + condition)
                .query(Long.class)
                .single();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "created",
                "-created",
                "price",
                "-price",
                "name",
                "-name",
                "popularity",
                "-popularity",
                "rating",
                "-rating"
            })
    void everySortWalksACategoryOnceForwardAndBack(String sort) {
        Filters filters = new Filters("a3", null, null, null, null, false);
        List<Long> forward = new ArrayList<>();
        List<Long> backward = new ArrayList<>();
        Page<Card> page = catalog.browse(query(filters, sort, null));
        forward.addAll(ids(page));
        while (page.page().next() != null) {
            page = catalog.browse(query(filters, sort, page.page().next()));
            forward.addAll(ids(page));
        }
        backward.addAll(ids(page).reversed());
        while (page.page().previous() != null) {
            page = catalog.browse(query(filters, sort, page.page().previous()));
            backward.addAll(ids(page).reversed());
        }
        assertThat(forward).doesNotHaveDuplicates().hasSize((int) listed("category1_id = 3"));
        assertThat(backward.reversed()).isEqualTo(forward);
        assertThat(page.page().total()).isEqualTo(forward.size());
    }

    private static List<Long> ids(Page<Card> page) {
        return page.items().stream().map(Card::id).toList();
    }

    @Test
    void everyFilterHolds() {
        Filters filters =
                new Filters("a3", null, null, new BigDecimal("50"), new BigDecimal("150"), true);
        Page<Card> page = catalog.browse(query(filters, "price", null));
        assertThat(page.page().total())
                .isEqualTo(listed("category1_id = 3 AND price BETWEEN 50 AND 150 AND stock > 0"));
        assertThat(page.items().stream().map(Card::item))
                .allSatisfy(item -> {
                    assertThat(item.categoryPath()).startsWith("a3").hasSize(3);
                    assertThat(item.stock()).isPositive();
                })
                .isSortedAccordingTo(Comparator.comparing(item -> item.price().amount()));
        Filters narrow = new Filters("b7", "brand-7", 7, null, null, false);
        assertThat(catalog.browse(query(narrow, "-created", null)).page().total())
                .isEqualTo(listed("category2_id = 107 AND brand_id = 7 AND merchant_id = 7"));
    }

    @Test
    void anUnknownCategoryOrBrandHasNoItems() {
        for (Filters filters :
                List.of(
                        new Filters("nowhere", null, null, null, null, false),
                        new Filters(null, "nobody", null, null, null, false))) {
            Page<Card> page = catalog.browse(query(filters, "price", null));
            assertThat(page.items()).isEmpty();
            assertThat(page.page()).isEqualTo(new PageInfo(70, false, null, null, 0L));
        }
    }

    @Test
    void countsOfCategoriesAddUpToAllListedItems() {
        List<CategoryNode> roots = catalog.categories(Language.EN);
        assertThat(roots.stream().mapToLong(CategoryNode::count).sum()).isEqualTo(listed("true"));
        for (CategoryNode root : roots) {
            assertThat(root.children().stream().mapToLong(CategoryNode::count).sum())
                    .isEqualTo(root.count());
        }
    }

    @Test
    void itemsByIdKeepTheGivenOrderAndLeaveOutWhatIsNotListed() {
        Item first = create("by-id-1");
        Item second = create("by-id-2");
        Item deleted = create("by-id-3");
        catalog.delete(deleted.id(), new Precondition.None(), new Caller.Operator());
        assertThat(
                        catalog.byIds(
                                List.of(second.id(), deleted.id(), Long.MAX_VALUE, first.id()),
                                Language.ES))
                .extracting(Card::id)
                .containsExactly(second.id(), first.id());
        assertThat(catalog.byIds(List.of(), Language.EN)).isEmpty();
    }

    @Test
    void listenersHearOfEveryWriteAndOfNothingElse() {
        Item item = create("heard-1");
        catalog.replace(
                item.id(), draft("heard-1"), new Precondition.None(), new Caller.Operator());
        catalog.replace(
                item.id(),
                draft("heard-1"),
                new Precondition.VersionIn(Set.of(1)),
                new Caller.Operator());
        catalog.create(draft("heard-1"), new Caller.Operator());
        catalog.delete(item.id(), new Precondition.None(), new Caller.Merchant(2));
        catalog.delete(item.id(), new Precondition.None(), new Caller.Operator());
        assertThat(heard).containsExactly(item.id(), item.id(), item.id());
    }

    @Test
    void aFailingListenerKeepsNobodyElseFromHearing() {
        Catalog failing =
                DATABASE.catalog(
                        id -> {
                            throw new IllegalStateException("no index today");
                        },
                        heard::add);
        assertThat(failing.create(draft("failing-1"), new Caller.Operator()))
                .isInstanceOf(WriteOutcome.Created.class);
        assertThat(heard).hasSize(1);
    }

    @Test
    void ofManyWritersWithTheSameVersionOneWins() throws Exception {
        Item item = create("race-1");
        Precondition first = new Precondition.VersionIn(Set.of(1));
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<WriteOutcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                outcomes.add(
                        writers.submit(() -> {
                            start.await();
                            return catalog.replace(
                                    item.id(), draft("race-1"), first, new Caller.Operator());
                        }));
            }
            start.countDown();
            int won = 0;
            for (Future<WriteOutcome> outcome : outcomes) {
                if (outcome.get() instanceof WriteOutcome.Replaced) {
                    won++;
                } else {
                    assertThat(outcome.get()).isEqualTo(new WriteOutcome.Outdated(2));
                }
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void writersOfAnItemWhoseRowIsHeldLeaveTheConnectionsToOthers() throws Exception {
        Item held = create("held-1");
        Item other = create("other-1");
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<WriteOutcome>> waiting = new ArrayList<>();
            DATABASE.transaction()
                    .executeWithoutResult(_ -> {
                        DATABASE.jdbc()
                                .sql("SELECT id FROM item WHERE id = :id FOR UPDATE")
                                .param("id", held.id())
                                .query(Long.class)
                                .single();
                        for (int i = 0; i < 20; i++) {
                            waiting.add(writers.submit(() -> replace(held)));
                        }
                        await().until(() -> waitersAtARow() > 0);
                        assertThat(replace(other)).isInstanceOf(WriteOutcome.Replaced.class);
                        assertThat(waitersAtARow()).isEqualTo(1);
                    });
            for (Future<WriteOutcome> each : waiting) {
                assertThat(each.get()).isInstanceOf(WriteOutcome.Replaced.class);
            }
        }
    }

    private WriteOutcome replace(Item item) {
        return catalog.replace(
                item.id(), draft(item.sku()), new Precondition.None(), new Caller.Operator());
    }

    private static int waitersAtARow() {
        return DATABASE.jdbc()
                .sql(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """)
                .query(Integer.class)
                .single();
    }

    @Test
    void aNewBrandIsAddedOnceAndNotByARefusedWrite() {
        catalog.create(withBrand("brand-1", "Ærø & Søn"), new Caller.Operator());
        catalog.create(withBrand("brand-2", "ÆRØ & SØN"), new Caller.Operator());
        assertThat(brands("ærø-søn")).isEqualTo(1);
        assertThat(catalog.create(withBrand("brand-1", "Unheard of"), new Caller.Operator()))
                .isEqualTo(new WriteOutcome.SkuTaken("brand-1"));
        assertThat(brands("unheard-of")).isZero();
    }

    private static long brands(String slug) {
        return DATABASE.jdbc()
                .sql("SELECT count(*) FROM brand WHERE slug = :slug")
                .param("slug", slug)
                .query(Long.class)
                .single();
    }

    private static ItemDraft withBrand(String sku, String brand) {
        ItemDraft draft = draft(sku);
        return new ItemDraft(
                draft.sku(),
                draft.name(),
                draft.description(),
                draft.category(),
                brand,
                draft.merchantId(),
                draft.price(),
                draft.stock(),
                draft.attributes(),
                draft.images(),
                draft.active(),
                draft.translation());
    }
}
