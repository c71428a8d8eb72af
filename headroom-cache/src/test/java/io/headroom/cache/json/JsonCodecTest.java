package io.headroom.cache.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;

class JsonCodecTest {

    record Item(long id, String name, BigDecimal price, Instant createdAt) {}

    private static final Item ITEM =
            new Item(17, "mug", new BigDecimal("12.50"), Instant.parse("2026-01-01T12:00:00Z"));

    @Test
    void aRecordComesBackAsItWas() {
        JsonCodec<Item> codec = JsonCodec.of(Item.class);
        assertThat(codec.decode(codec.encode(ITEM))).isEqualTo(ITEM);
        JsonCodec<List<Item>> lists = JsonCodec.of(new TypeReference<List<Item>>() {});
        assertThat(lists.decode(lists.encode(List.of(ITEM, ITEM)))).containsExactly(ITEM, ITEM);
    }

    @Test
    void anOlderNodeReadsWhatANewerOneWrote() {
        byte[] newer =
                "{\"id\":1,\"name\":\"a\",\"colour\":\"teal\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(JsonCodec.of(Item.class).decode(newer).name()).isEqualTo("a");
    }

    @Test
    void whatIsNoValueIsRefused() {
        JsonCodec<Item> codec = JsonCodec.of(Item.class);
        for (String text : List.of("null", "{\"id\":null}", "{\"id\":1} x", "[", "")) {
            assertThatThrownBy(() -> codec.decode(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOf(RuntimeException.class);
        }
    }
}
