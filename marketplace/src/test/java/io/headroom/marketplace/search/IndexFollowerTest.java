package io.headroom.marketplace.search;

import static io.headroom.marketplace.search.IndexFollower.Position;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.marketplace.catalog.ItemFeed;
import org.junit.jupiter.api.Test;

class IndexFollowerTest {

    @Test
    void aPositionSurvivesARoundTripThroughItsText() {
        Position position =
                new Position(
                        "online retail.csv:ab12@1763712000.5",
                        new ItemFeed.Mark("4711:4720:4711,4715"));
        assertThat(Position.parse(position.text())).isEqualTo(position);
    }

    @Test
    void anEmptyIndexIsOfNoEdition() {
        assertThat(Position.parse("")).isEqualTo(new Position("", ItemFeed.Mark.BEGINNING));
    }

    @Test
    void aPositionThatIsNotUnderstoodIsOfNoEdition() {
        assertThat(Position.parse("living 4711"))
                .isEqualTo(new Position("", ItemFeed.Mark.BEGINNING));
    }
}
