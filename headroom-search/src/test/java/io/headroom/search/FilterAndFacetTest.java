package io.headroom.search;

import static io.headroom.search.Shop.audio;
import static io.headroom.search.Shop.ids;
import static io.headroom.search.Shop.item;
import static io.headroom.search.Shop.kettles;
import static io.headroom.search.Shop.mugs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterAndFacetTest {

    private final SearchIndex index =
            Shop.index(
                    mugs(item("blue", "Blue mug"))
                            .keyword("brand", "nordlys", "Nordlys")
                            .number("price", 900)
                            .flag("inStock", true)
                            .build(),
                    mugs(item("red", "Red mug"))
                            .keyword("brand", "acme", "Acme")
                            .number("price", 1_000)
                            .flag("inStock", false)
                            .build(),
                    kettles(item("kettle", "Kettle"))
                            .keyword("brand", "acme", "Acme")
                            .number("price", 4_500)
                            .flag("inStock", true)
                            .build(),
                    audio(item("head", "Headphones")).number("price", 12_000).build());

    @AfterEach
    void close() {
        index.close();
    }

    private static SearchRequest.Builder all() {
        return SearchRequest.builder("", Language.ENGLISH);
    }

    @ParameterizedTest
    @CsvSource({"home,3", "kitchen,3", "mugs,2", "headphones,1", "electronics,1", "nothing,0"})
    void aCategoryIsFilteredAtAnyLevel(String category, int count) {
        assertThat(index.search(all().anyOf("category", category).build()).total())
                .isEqualTo(count);
    }

    @Test
    void filtersAllApplyAndTheirValuesAreAlternatives() {
        assertThat(ids(index.search(all().anyOf("category", "mugs", "audio").build())))
                .containsExactlyInAnyOrder("blue", "red", "head");
        assertThat(
                        ids(
                                index.search(
                                        all().anyOf("category", "home")
                                                .anyOf("brand", "acme")
                                                .filter(new Filter.Is("inStock", true))
                                                .build())))
                .containsExactly("kettle");
        assertThat(ids(index.search(all().filter(new Filter.Between("price", 900, 1_000)).build())))
                .containsExactlyInAnyOrder("blue", "red");
    }

    @Test
    void facetsCountAllLevelsWithLabelsInTheLanguage() {
        SearchResult result =
                index.search(
                        SearchRequest.builder("", Language.SPANISH)
                                .facet(new FacetRequest.Values("category", 4))
                                .build());
        assertThat(result.facets().getFirst().values())
                .containsExactly(
                        new Facet.Value("home", "Hogar", 3),
                        new Facet.Value("kitchen", "Cocina", 3),
                        new Facet.Value("mugs", "Tazas", 2),
                        new Facet.Value("audio", "Audio", 1));
    }

    @Test
    void aFacetLeavesOutItsOwnFilterAndNoOther() {
        SearchResult result =
                index.search(
                        all().anyOf("brand", "acme")
                                .anyOf("category", "mugs")
                                .facet(new FacetRequest.Values("brand", 10))
                                .facet(new FacetRequest.Values("category", 10))
                                .build());
        assertThat(ids(result)).containsExactly("red");
        assertThat(result.facets().get(0).values())
                .containsExactly(
                        new Facet.Value("acme", "Acme", 1),
                        new Facet.Value("nordlys", "Nordlys", 1));
        assertThat(result.facets().get(1).values())
                .extracting(Facet.Value::value)
                .containsExactly("home", "kitchen", "kettles", "mugs");
    }

    @Test
    void rangesIncludeTheirLowerEdgeOnly() {
        SearchResult result =
                index.search(
                        all().facet(
                                        new FacetRequest.Ranges(
                                                "price",
                                                List.of(
                                                        0.0,
                                                        1_000.0,
                                                        2_000.0,
                                                        5_000.0,
                                                        Double.POSITIVE_INFINITY)))
                                .build());
        assertThat(result.facets().getFirst().values())
                .containsExactly(
                        new Facet.Value("0-1000", "0-1000", 1),
                        new Facet.Value("1000-2000", "1000-2000", 1),
                        new Facet.Value("2000-5000", "2000-5000", 1),
                        new Facet.Value("5000-", "5000-", 1));
    }

    @Test
    void aRenamedLabelDoesNotSplitItsValue() {
        index.updateAndRefresh(
                List.of(item("new", "Kettle").keyword("brand", "acme", "Acme Ltd").build()));
        SearchResult result =
                index.search(all().facet(new FacetRequest.Values("brand", 1)).build());
        assertThat(result.facets().getFirst().values())
                .containsExactly(new Facet.Value("acme", "Acme", 3));
    }

    @Test
    void aFieldTheSchemaHasNotIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> index.search(all().anyOf("colour", "red").build()))
                .withMessageContaining("filters")
                .withMessageContaining("colour");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        index.search(all().facet(new FacetRequest.Values("price", 3)).build()))
                .withMessageContaining("facets");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> index.update(List.of(item("x", "Mug").text("colour", "red").build())))
                .withMessageContaining("colour");
    }
}
