package io.headroom.marketplace.catalog;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/// A card with further fields after its own.
public interface Shown {

    /// The card.
    Card card();

    /// Writes the further fields, at least one.
    void writeMore(JsonGenerator generator, SerializationContext context);

    /// Writes both as one object.
    final class Writer extends ValueSerializer<Shown> {

        @Override
        public void serialize(Shown shown, JsonGenerator generator, SerializationContext context) {
            generator.writeStartObject();
            shown.card().writeFields(generator);
            shown.writeMore(generator, context);
            generator.writeEndObject();
        }
    }
}
