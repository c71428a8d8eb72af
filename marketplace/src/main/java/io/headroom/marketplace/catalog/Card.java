package io.headroom.marketplace.catalog;

import io.headroom.cache.Codec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;

/// A list item as answers show it: its JSON, made once when it is read from the database and copied
/// into every list from then on. It takes less than half of the memory of a [ListItem] and no work
/// to be written or to be taken from L2, where it is the same bytes. Immutable.
@JsonSerialize(using = Card.Writer.class)
@Schema(implementation = ListItem.class)
public final class Card {

    /// Cards in L2, readable as [ListItem] by anyone.
    static final Codec<Card> CODEC =
            new Codec<>() {
                @Override
                public byte[] encode(Card card) {
                    return card.json.clone();
                }

                @Override
                public Card decode(byte[] bytes) {
                    return new Card(idOf(bytes), bytes);
                }
            };

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final byte[] BEGIN = "{\"id\":".getBytes(StandardCharsets.US_ASCII);

    private final long id;
    private final byte[] json;

    private Card(long id, byte[] json) {
        this.id = id;
        this.json = json;
    }

    /// The card of an item.
    static Card of(ListItem item) {
        return new Card(item.id(), MAPPER.writeValueAsBytes(item));
    }

    /// The item's number.
    public long id() {
        return id;
    }

    /// The item, read anew from the JSON: for those who need single fields.
    public ListItem item() {
        return MAPPER.readValue(json, ListItem.class);
    }

    /// Writes the fields into the object that the generator has just begun, before any other.
    public void writeFields(JsonGenerator generator) {
        generator.writeRaw(new RawJson(json, 1, json.length - 2));
        generator.writeRaw(',');
    }

    /// The number with which the object begins.
    private static long idOf(byte[] json) {
        int at = BEGIN.length;
        if (json.length < at + 2
                || !Arrays.equals(json, 0, at, BEGIN, 0, at)
                || json[json.length - 1] != '}') {
            throw new IllegalArgumentException("not the JSON of a list item");
        }
        long id = 0;
        while (json[at] >= '0' && json[at] <= '9') {
            id = Math.addExact(Math.multiplyExact(id, 10L), json[at++] - '0');
        }
        if (at == BEGIN.length || json[at] != ',') {
            throw new IllegalArgumentException("not the JSON of a list item: its id is no number");
        }
        return id;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Card card && Arrays.equals(json, card.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    @Override
    public String toString() {
        return new String(json, StandardCharsets.UTF_8);
    }

    /// Writes cards as they are.
    static final class Writer extends ValueSerializer<Card> {

        @Override
        public void serialize(Card card, JsonGenerator generator, SerializationContext context) {
            generator.writeRawValue(new RawJson(card.json, 0, card.json.length));
        }
    }
}
