package io.headroom.marketplace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ItemChangeTest {

    private static final Facts MUG = new Facts();

    @Test
    void aNewDescriptionDropsWhatIsFoundByWordsAndNoList() {
        assertThat(change(item -> item.description = "Glazed")).containsExactly(CatalogTags.TEXTS);
    }

    @Test
    void anotherNumberOfPiecesInStockDropsNothing() {
        assertThat(change(item -> item.stock = 6)).isEmpty();
    }

    @Test
    void newPicturesAndAttributesThatSayTheSameDropNothing() {
        assertThat(change(item -> item.attributes = Map.of("tint", "blue"))).isEmpty();
    }

    @Test
    void aNewPriceDropsTheListsOfItsCategoriesThatDependOnPricesAndSearchesThatCountThem() {
        Set<String> tags = change(item -> item.price = "13.50");
        assertThat(tags)
                .containsAll(list("price-sorted", "mugs", null, null))
                .containsAll(list("price-sorted", "kitchen", "nordlys", null))
                .containsAll(list("price-limited", "home", null, 1))
                .containsAll(list("price-limited", null, "nordlys", 1))
                .contains(CatalogTags.found("mugs"), CatalogTags.found("home"))
                .contains(CatalogTags.found(null));
        assertThat(tags)
                .hasSize(16 + 4)
                .allSatisfy(tag ->
                        assertThat(tag.endsWith("/price") || tag.startsWith("found/")).isTrue());
    }

    @Test
    void theSamePriceWithMoreDecimalsIsTheSame() {
        assertThat(change(item -> item.price = "12.90")).isEmpty();
    }

    @Test
    void anItemThatIsSoldOutDropsTheListsOfWhatIsInStock() {
        assertThat(change(item -> item.stock = 0))
                .contains(CatalogTags.FOUND_IN_STOCK, "list/mugs/nordlys/1/stock")
                .hasSize(16 + 1)
                .allMatch(tag -> tag.endsWith("/stock") || tag.equals(CatalogTags.FOUND_IN_STOCK));
    }

    @Test
    void anEnglishNameIsTheSpanishOneToo() {
        assertThat(change(item -> item.name = "Cup"))
                .contains("list/mugs/*/*/name-en", "list/mugs/*/*/name-es", CatalogTags.TEXTS);
        Facts translated = new Facts();
        translated.nameEs = "Taza";
        assertThat(change(translated, item -> item.name = "Cup"))
                .contains("list/mugs/*/*/name-en")
                .doesNotContain("list/mugs/*/*/name-es");
    }

    @Test
    void aMoveDropsTheListsItLeavesAndEntersAndNoneThatItStaysIn() {
        assertThat(change(item -> item.path = List.of("home", "kitchen", "pans")))
                .contains("list/mugs/*/*/members", "list/pans/nordlys/1/members")
                .contains(CatalogTags.CATEGORIES, CatalogTags.TEXTS)
                .hasSize(4 + 4 + 2)
                .noneMatch(tag -> tag.startsWith("list/kitchen/") || tag.startsWith("list/*/"));
    }

    @Test
    void anotherBrandDropsTheListsOfBothBrandsAndNoneWithoutABrand() {
        assertThat(change(item -> item.brand = "sol"))
                .contains("list/mugs/nordlys/*/members", "list/*/sol/1/members", CatalogTags.TEXTS)
                .hasSize(8 + 8 + 1)
                .noneMatch(tag -> tag.matches("list/[^/]+/\\*/.*"));
    }

    @Test
    void aNewItemDropsTheListsItEntersAndNoFiguresOfSales() {
        assertThat(beside(MUG, ItemChange.created(MUG.document()).tags()))
                .contains("list/*/*/*/members", "list/home/*/*/members", CatalogTags.CATEGORIES)
                .contains(CatalogTags.TEXTS)
                .hasSize(16 + 2);
    }

    @Test
    void anItemThatComesBackMayHaveBeenPopular() {
        Facts again = new Facts();
        again.version = 7;
        assertThat(ItemChange.created(again.document()).tags()).contains(CatalogTags.FIGURES);
    }

    @Test
    void aDeletedItemAndOneNoLongerOfferedDropTheSame() {
        Set<String> deleted = beside(MUG, ItemChange.deleted(MUG.document()).tags());
        assertThat(deleted)
                .isEqualTo(change(item -> item.listed = false))
                .contains("list/mugs/*/*/members", CatalogTags.FIGURES, CatalogTags.VANISHED)
                .contains(CatalogTags.CATEGORIES, CatalogTags.found("mugs"))
                .doesNotContain(CatalogTags.TEXTS);
    }

    @Test
    void whatIsNotListedBeforeNorAfterDropsNothing() {
        Facts hidden = new Facts();
        hidden.listed = false;
        assertThat(change(hidden, item -> item.price = "99")).isEmpty();
    }

    @Test
    void namesThatFitIntoNoTagAreShortened() {
        String hostile = "x".repeat(200) + "\n";
        ItemQuery query =
                new ItemQuery(
                        new ItemQuery.Filters(hostile, hostile, 1, null, null, true),
                        ItemSort.NEWEST_FIRST,
                        Language.EN,
                        24,
                        null,
                        false);
        assertThat(CatalogTags.ofPage(query))
                .hasSize(2)
                .allMatch(tag -> tag.length() < 100 && !tag.contains("\n"));
    }

    private static List<String> list(
            String kind,
            @Nullable String category,
            @Nullable String brand,
            @Nullable Integer merchant) {
        boolean sorted = kind.equals("price-sorted");
        ItemQuery query =
                new ItemQuery(
                        new ItemQuery.Filters(
                                category,
                                brand,
                                merchant,
                                sorted ? null : BigDecimal.ONE,
                                null,
                                false),
                        sorted ? ItemSort.of("-price").orElseThrow() : ItemSort.NEWEST_FIRST,
                        Language.EN,
                        24,
                        null,
                        false);
        List<String> tags = new ArrayList<>(CatalogTags.ofPage(query));
        tags.removeIf(tag -> tag.endsWith("/members"));
        assertThat(tags).hasSize(1);
        return tags;
    }

    private interface Edit {
        void apply(Facts item);
    }

    /// What is dropped beside the item itself, which every change drops.
    private static Set<String> beside(Facts item, Set<String> tags) {
        String own = CatalogTags.item(item.document().id());
        assertThat(tags).contains(own);
        Set<String> others = new LinkedHashSet<>(tags);
        others.remove(own);
        return others;
    }

    private static Set<String> change(Edit edit) {
        return change(MUG, edit);
    }

    private static Set<String> change(Facts before, Edit edit) {
        Facts after = before.copy();
        edit.apply(after);
        after.version++;
        return beside(after, ItemChange.replaced(before.document(), after.document()).tags());
    }

    /// A blue mug, to be changed.
    private static final class Facts {
        private boolean listed = true;
        private String name = "Blue mug";
        private @Nullable String nameEs;
        private String description = "";
        private List<String> path = List.of("home", "kitchen", "mugs");
        private String brand = "nordlys";
        private String price = "12.9";
        private int stock = 5;
        private Map<String, String> attributes = Map.of("color", "blue");
        private int version = 1;

        private Facts copy() {
            Facts copy = new Facts();
            copy.listed = listed;
            copy.name = name;
            copy.nameEs = nameEs;
            copy.description = description;
            copy.path = path;
            copy.brand = brand;
            copy.price = price;
            copy.stock = stock;
            copy.attributes = attributes;
            copy.version = version;
            return copy;
        }

        private ItemDocument document() {
            return new ItemDocument(
                    17,
                    listed,
                    "M-1",
                    name,
                    nameEs,
                    description,
                    null,
                    path,
                    path,
                    path,
                    brand,
                    brand,
                    1,
                    new Money(new BigDecimal(price), "GBP"),
                    stock,
                    attributes,
                    0,
                    0,
                    0,
                    version,
                    Instant.EPOCH);
        }
    }
}
