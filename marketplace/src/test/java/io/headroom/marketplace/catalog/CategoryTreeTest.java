package io.headroom.marketplace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.marketplace.catalog.CategoryTree.Count;
import io.headroom.marketplace.catalog.CategoryTree.Place;
import io.headroom.marketplace.catalog.CategoryTree.Row;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CategoryTreeTest {

    private static final List<Row> ROWS =
            List.of(
                    new Row(1, null, "home", "Home", "Hogar"),
                    new Row(5, null, "garden", "Garden", "Jardín"),
                    new Row(2, 1, "kitchen", "Kitchen", "Cocina"),
                    new Row(3, 2, "mugs", "Mugs", "Tazas"));
    private static final CategoryTree TREE = new CategoryTree(ROWS);

    @Test
    void aCategoryIsFoundWithItsWayFromTheRoot() {
        assertThat(TREE.find("mugs")).contains(new Place(List.of(1, 2, 3)));
        assertThat(TREE.find("garden")).contains(new Place(List.of(5)));
        assertThat(TREE.find("nowhere")).isEmpty();
    }

    @Test
    void countsAddUpAlongTheWayAndEmptyCategoriesStay() {
        List<Count> counts =
                List.of(
                        new Count(new Place(List.of(1, 2, 3)), 4),
                        new Count(new Place(List.of(1, 2)), 2),
                        new Count(new Place(List.of(1)), 1));
        CategoryNode mugs = new CategoryNode("mugs", "Tazas", 4, List.of());
        CategoryNode kitchen = new CategoryNode("kitchen", "Cocina", 6, List.of(mugs));
        assertThat(TREE.nodes(counts, Language.ES))
                .containsExactly(
                        new CategoryNode("home", "Hogar", 7, List.of(kitchen)),
                        new CategoryNode("garden", "Jardín", 0, List.of()));
    }

    @Test
    void theDirectoryRenewsItsCopyForAnUnknownSlugButOnceASecondOnly() {
        ManualTime time = new ManualTime();
        List<CategoryTree> reads = new ArrayList<>(List.of(new CategoryTree(List.of())));
        int[] count = {0};
        CategoryDirectory directory =
                new CategoryDirectory(
                        () -> {
                            count[0]++;
                            return reads.getLast();
                        },
                        time::nanos);
        assertThat(directory.find("mugs")).isEmpty();
        assertThat(directory.find("mugs")).isEmpty();
        assertThat(count[0]).isEqualTo(1);

        reads.add(TREE);
        time.advance(Duration.ofSeconds(1));
        assertThat(directory.find("mugs")).isPresent();
        time.advance(Duration.ofSeconds(29));
        assertThat(directory.find("mugs")).isPresent();
        assertThat(count[0]).isEqualTo(2);
        time.advance(Duration.ofSeconds(1));
        assertThat(directory.find("mugs")).isPresent();
        assertThat(count[0]).isEqualTo(3);
    }
}
