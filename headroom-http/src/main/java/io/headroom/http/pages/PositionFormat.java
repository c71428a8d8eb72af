package io.headroom.http.pages;

import io.headroom.http.pages.Position.Direction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
    private static final byte LOCAL_TIMESTAMP = 6;
    private static final byte DATE = 7;
    private static final byte IDENTIFIER = 8;

    /// The seconds of PostgreSQL's `infinity` and `-infinity`, which the driver gives as
    /// [OffsetDateTime#MAX] and [OffsetDateTime#MIN]: no instant in UTC.
    private static final long INFINITY = Long.MAX_VALUE;

    private static final long MINUS_INFINITY = Long.MIN_VALUE;
    private static final int MAX_BYTES = 3000;

    private PositionFormat() {}

    static byte[] write(Position position) {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
        buffer.put(position.direction() == Direction.NEXT ? NEXT : PREVIOUS);
        buffer.put((byte) position.values().size());
        try {
            for (Object value : position.values()) {
                writeValue(buffer, value);
            }
        } catch (BufferOverflowException tooLong) {
            throw new IllegalArgumentException(
                    "a cursor holds at most "
                            + MAX_BYTES
                            + " bytes of sort values; sort by the beginning of a long text, as"
                            + " left(title, 200)",
                    tooLong);
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
                    buffer.put(TIMESTAMP).putLong(seconds(time)).putInt(time.getNano());
            case LocalDateTime time -> {
                Instant instant = time.toInstant(ZoneOffset.UTC);
                buffer.put(LOCAL_TIMESTAMP).putLong(instant.getEpochSecond());
                buffer.putInt(instant.getNano());
            }
            case LocalDate date -> buffer.put(DATE).putLong(date.toEpochDay());
            case UUID id ->
                    buffer.put(IDENTIFIER)
                            .putLong(id.getMostSignificantBits())
                            .putLong(id.getLeastSignificantBits());
            default ->
                    throw new IllegalArgumentException(
                            "a cursor cannot carry a " + value.getClass().getName());
        }
    }

    private static long seconds(OffsetDateTime time) {
        if (time.equals(OffsetDateTime.MAX)) {
            return INFINITY;
        }
        return time.equals(OffsetDateTime.MIN) ? MINUS_INFINITY : time.toEpochSecond();
    }

    private static OffsetDateTime timestamp(long seconds, int nanos) {
        if (seconds == INFINITY) {
            return OffsetDateTime.MAX;
        }
        return seconds == MINUS_INFINITY
                ? OffsetDateTime.MIN
                : OffsetDateTime.ofInstant(Instant.ofEpochSecond(seconds, nanos), ZoneOffset.UTC);
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
            case TIMESTAMP -> timestamp(buffer.getLong(), buffer.getInt());
            case LOCAL_TIMESTAMP ->
                    LocalDateTime.ofEpochSecond(buffer.getLong(), buffer.getInt(), ZoneOffset.UTC);
            case DATE -> LocalDate.ofEpochDay(buffer.getLong());
            case IDENTIFIER -> new UUID(buffer.getLong(), buffer.getLong());
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
