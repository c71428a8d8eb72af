package io.headroom.cache.json;

import io.headroom.cache.Codec;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// Values as JSON of a declared type. Safe for use by many threads.
///
/// The type is what the program says, never a name in the bytes: a mapper with default typing would
/// undo that and must not be passed in. Unknown properties are ignored, so that an older node reads
/// what a newer one wrote; a primitive that is missing is a failed read, hence a miss, not a zero.
public final class JsonCodec<V> implements Codec<V> {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final ObjectWriter writer;
    private final ObjectReader reader;

    private JsonCodec(JsonMapper mapper, JavaType type) {
        writer = mapper.writerFor(type);
        reader =
                mapper.readerFor(type)
                        .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /// A codec for a plain type, with Jackson's defaults.
    public static <V> JsonCodec<V> of(Class<V> type) {
        return new JsonCodec<>(MAPPER, MAPPER.constructType(type));
    }

    /// A codec for a generic type: `JsonCodec.of(new TypeReference<List<Item>>() {})`.
    public static <V> JsonCodec<V> of(TypeReference<V> type) {
        return new JsonCodec<>(MAPPER, MAPPER.constructType(type));
    }

    /// A codec by a mapper of one's own, which must not have default typing.
    public static <V> JsonCodec<V> of(JsonMapper mapper, TypeReference<V> type) {
        return new JsonCodec<>(mapper, mapper.constructType(type));
    }

    @Override
    public byte[] encode(V value) {
        return writer.writeValueAsBytes(value);
    }

    @Override
    public V decode(byte[] bytes) {
        V value = reader.readValue(bytes);
        if (value == null) {
            throw new IllegalArgumentException("JSON null is no value");
        }
        return value;
    }
}
