package io.headroom.marketplace.loading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ItemNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "??",
                "damaged",
                "check",
                "lost",
                "wet",
                "damages?",
                "???lost",
                "20713",
                "found in w/hse",
                "Thrown away-rusty",
                "Amazon Adjustment",
                "wrongly coded 23343"
            })
    void aNoteOfTheWarehouseIsNoName(String description) {
        assertThat(ItemName.isNote(description)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WHITE METAL LANTERN", "CHUNKY CRACKED GLAZE NECKLACE IVORY",
                        "MUG , DOTCOMGIFTSHOP.COM",
                "POLYESTER FILLER PAD 40x40cm", "Blue Mug", "Dr. Jam's Arouzer Stress Ball"
            })
    void aDescriptionOfTheItemIsNone(String description) {
        assertThat(ItemName.isNote(description)).isFalse();
    }

    @Test
    void capitalsWinOverFrequentNotesAndTheMostFrequentOfThemWins() {
        assertThat(
                        ItemName.choose(
                                Map.of(
                                        "damaged",
                                        90,
                                        "Mailout",
                                        50,
                                        "RED MUG",
                                        2,
                                        "RED TEA MUG",
                                        7)))
                .contains("RED TEA MUG");
        assertThat(ItemName.choose(Map.of("damaged", 90, "?", 3, "", 4))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    WHITE HANGING HEART T-LIGHT HOLDER | White Hanging Heart T-Light Holder
                    SET/6 RED SPOTTY PAPER CUPS        | Set of 6 Red Spotty Paper Cups
                    FRYING PAN, RED  RETROSPOT         | Frying Pan, Red Retrospot
                    GIANT 50'S CHRISTMAS CRACKER       | Giant 50's Christmas Cracker
                    DUSTY PINK CHRISTMAS TREE 60CM     | Dusty Pink Christmas Tree 60cm
                    BOX OF 24 COCKTAIL PARASOLS.       | Box of 24 Cocktail Parasols
                    PINK B'FLY C/COVER W BOBBLES       | Pink Butterfly Cushion Cover with Bobbles
                    *USB Office Mirror Ball            | USB Office Mirror Ball
                    """)
    void capitalsBecomeAName(String description, String name) {
        assertThat(ItemName.tidy(description)).isEqualTo(name);
    }
}
