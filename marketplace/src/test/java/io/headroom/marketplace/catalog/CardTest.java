package io.headroom.marketplace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;

class CardTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static ListItem item(String name, @Nullable String brand) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("Size", "\"L\"");
        attributes.put("Colour", "Blau");
        return new ListItem(
                42,
                "S-1",
                name,
                "mugs",
                List.of("home", "mugs"),
                brand,
                7,
                new Money(new BigDecimal("9.90"), "EUR"),
                3,
                attributes,
                4.5,
                12,
                List.of("/a.svg"),
                true,
                2,
                Instant.parse("2026-01-02T03:04:05Z"),
                Instant.parse("2026-01-03T03:04:05.123456Z"));
    }

    @JsonSerialize(using = Shown.Writer.class)
    record Rated(Card card, double score, Map<String, String> words) implements Shown {

        @Override
        public void writeMore(JsonGenerator generator, SerializationContext context) {
            generator.writeNumberProperty("score", score);
            context.defaultSerializeProperty("words", words, generator);
        }
    }

    @Test
    void aCardIsWrittenAsItsItemIs() {
        ListItem item = item("Tasse „Größe“ \uD83D\uDE00\n", null);
        Card card = Card.of(item);
        assertThat(card.id()).isEqualTo(42);
        assertThat(card.item()).isEqualTo(item);
        String expected = MAPPER.writeValueAsString(List.of(item, item));
        assertThat(MAPPER.writeValueAsString(List.of(card, card))).isEqualTo(expected);
        assertThat(
                        new String(
                                MAPPER.writeValueAsBytes(List.of(card, card)),
                                StandardCharsets.UTF_8))
                .isEqualTo(expected);
    }

    @Test
    void aCardLongerThanTheGeneratorsBufferIsWrittenWhole() {
        ListItem item = item("ä".repeat(50_000), "Orbita");
        assertThat(MAPPER.writeValueAsBytes(List.of(Card.of(item))))
                .isEqualTo(MAPPER.writeValueAsBytes(List.of(item)));
    }

    @Test
    void furtherFieldsFollowTheCardsOwn() {
        Card card = Card.of(item("Mug", "Orbita"));
        String own = card.toString();
        String expected =
                own.substring(0, own.length() - 1) + ",\"score\":0.25,\"words\":{\"name\":\"x\"}}";
        Rated rated = new Rated(card, 0.25, Map.of("name", "x"));
        assertThat(MAPPER.writeValueAsString(List.of(rated, rated)))
                .isEqualTo("[" + expected + "," + expected + "]");
        assertThat(new String(MAPPER.writeValueAsBytes(rated), StandardCharsets.UTF_8))
                .isEqualTo(expected);
    }

    @Test
    void aCardInL2IsTheItemsJson() {
        ListItem item = item("Mug", "Orbita");
        byte[] bytes = Card.CODEC.encode(Card.of(item));
        assertThat(bytes).isEqualTo(MAPPER.writeValueAsBytes(item));
        Card read = Card.CODEC.decode(bytes);
        assertThat(read).isEqualTo(Card.of(item)).hasSameHashCodeAs(Card.of(item));
        assertThat(read.id()).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"id\":",
                "{\"id\":}",
                "{\"id\":,}",
                "{\"id\":\"1\",\"sku\":\"a\"}",
                "{\"id\":1}",
                "{\"id\":1,\"sku\":\"a\"",
                "{\"id\":99999999999999999999,\"sku\":\"a\"}",
                "[{\"id\":1,\"sku\":\"a\"}]",
                "{\"sku\":\"a\",\"id\":1}"
            })
    void whatIsNoCardIsAMiss(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Card.CODEC.decode(bytes))
                .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
    }
}
