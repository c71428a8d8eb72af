package io.headroom.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeysTest {

    @Test
    void partitionsLieInTheMiddleOfTheirShareOfTheSlots() {
        for (int partitions : new int[] {1, 3, 12, 256}) {
            for (int i = 0; partitions > 1 && i < partitions; i++) {
                double middle = (i + 0.5) * SlotHash.SLOT_COUNT / partitions;
                assertThat((double) Keys.spread("p", i, partitions).slot())
                        .isBetween(middle - 2, middle + 2);
            }
        }
        assertThat(Keys.spread("p", 3, 12)).isEqualTo(Keys.spread("p", 3, 12));
    }

    @Test
    void allKeysOfAPartitionStandInItsSlot() {
        Keys keys = Keys.spread("shop", 5, 12);
        for (String key :
                new String[] {
                    keys.head(),
                    keys.log(),
                    keys.barriers(),
                    keys.value("c", "{x}:1"),
                    keys.lease("c", "}{")
                }) {
            assertThat(SlotHash.getSlot(key)).as(key).isEqualTo(keys.slot());
        }
        assertThat(keys.value("c", "k")).isEqualTo("shop:{" + keys.tag() + "}:v:c:k");
    }

    @Test
    void keysAreSpreadOverThePartitions() {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < 12_000; i++) {
            counts.merge(Partitions.index("item:" + i, 12), 1, Integer::sum);
        }
        assertThat(counts).hasSize(12);
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(700, 1_300));
        assertThat(Partitions.index("any", 1)).isZero();
    }
}
