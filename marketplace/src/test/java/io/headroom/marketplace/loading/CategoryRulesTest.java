package io.headroom.marketplace.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.marketplace.pictures.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CategoryRulesTest {

    private final CategoryRules rules = new CategoryRules();

    @ParameterizedTest
    @CsvSource({
        "Vintage Billboard Tea Mug,Mugs",
        "White Hanging Heart T-Light Holder,T-Light Holders",
        "Jumbo Bag Red Retrospot,Shopping Bags",
        "Regency Cakestand 3 Tier,Cake Stands and Tins",
        "Amber Diamante Expandable Ring,Rings",
        "Set of 4 Knick Knack Tins Poppies,Boxes and Tins",
        "Zzz,Other"
    })
    void theNamesWordsDecide(String name, String category) {
        assertThat(rules.of(name).path().getLast().english()).isEqualTo(category);
    }

    @Test
    void aPathHasAPlaceAndASlugOfItsOwn() {
        CategoryTree tree = new CategoryTree();
        CategoryTree.Place mugs = tree.place(rules.of("Blue Mug").path());
        assertThat(tree.place(rules.of("Red Mug").path())).isEqualTo(mugs);
        assertThat(tree.placeOfSlug("mugs")).isEqualTo(mugs);
    }

    @Test
    void everyShapeOfTheRulesIsDrawn() {
        assertThat(Picture.shapes())
                .contains(rules.of("Blue Mug").shape(), rules.of("Zzz").shape())
                .containsAll(new DemoWords().leaves().stream().map(DemoWords.Leaf::shape).toList());
    }
}
