package io.headroom.http;

import io.headroom.http.Position.Direction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The bytes of a position: direction, number of values, then for each value a tag and its content.
final class PositionFormat {

    private static final byte NEXT = 1;
    private static final byte PREVIOUS = 2;

    private static final byte NULL = 0;
    private static final byte LONG = 1;
    private static final byte DECIMAL = 2;
    private static final byte DOUBLE = 3;
    private static final byte TEXT = 4;
    private static final byte TIMESTAMP = 5;
    private static final int MAX_BYTES = 3000;

    private PositionFormat() {}

    static byte[] write(Position position) {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
        buffer.put(position.direction() == Direction.NEXT ? NEXT : PREVIOUS);
        buffer.put((byte) position.values().size());
        for (Object value : position.values()) {
            writeValue(buffer, value);
        }
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    private static void writeValue(ByteBuffer buffer, @Nullable Object value) {
        switch (value) {
            case null -> buffer.put(NULL);
            case Long number -> buffer.put(LONG).putLong(number);
            case BigDecimal decimal -> {
                byte[] digits = decimal.unscaledValue().toByteArray();
                buffer.put(DECIMAL).putInt(decimal.scale()).putShort((short) digits.length);
                buffer.put(digits);
            }
            case Double number -> buffer.put(DOUBLE).putDouble(number);
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                buffer.put(TEXT).putShort((short) bytes.length).put(bytes);
            }
            case OffsetDateTime time ->
                    buffer.put(TIMESTAMP).putLong(time.toEpochSecond()).putInt(time.getNano());
            default ->
                    throw new IllegalArgumentException(
                            "a cursor cannot carry a " + value.getClass().getName());
        }
    }

    /// Empty when the bytes are no position.
    static Optional<Position> read(byte[] bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            Direction direction = readDirection(buffer);
            int count = buffer.get();
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(readValue(buffer));
            }
            return buffer.hasRemaining()
                    ? Optional.empty()
                    : Optional.of(new Position(direction, values));
        } catch (BufferUnderflowException | DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Direction readDirection(ByteBuffer buffer) {
        byte code = buffer.get();
        return switch (code) {
            case NEXT -> Direction.NEXT;
            case PREVIOUS -> Direction.PREVIOUS;
            default -> throw new IllegalArgumentException("no direction has the code " + code);
        };
    }

    private static @Nullable Object readValue(ByteBuffer buffer) {
        byte tag = buffer.get();
        return switch (tag) {
            case NULL -> null;
            case LONG -> buffer.getLong();
            case DECIMAL -> {
                int scale = buffer.getInt();
                yield new BigDecimal(new BigInteger(readBytes(buffer)), scale);
            }
            case DOUBLE -> buffer.getDouble();
            case TEXT -> new String(readBytes(buffer), StandardCharsets.UTF_8);
            case TIMESTAMP ->
                    OffsetDateTime.ofInstant(
                            Instant.ofEpochSecond(buffer.getLong(), buffer.getInt()),
                            ZoneOffset.UTC);
            default -> throw new IllegalArgumentException("no value has the tag " + tag);
        };
    }

    private static byte[] readBytes(ByteBuffer buffer) {
        int length = Short.toUnsignedInt(buffer.getShort());
        if (length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
