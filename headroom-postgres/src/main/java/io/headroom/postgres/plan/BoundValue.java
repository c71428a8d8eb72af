package io.headroom.postgres.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/// What the PostgreSQL driver makes of a value that was bound to a statement: its type decides
/// which statement the server sees, and whether an index can be used.
public final class BoundValue {

    /// The type of a value whose type the server infers.
    public static final String UNKNOWN = "unknown";

    private BoundValue() {}

    /// The server's type for the value, as the driver's `setObject` and typed setters declare it;
    /// [#UNKNOWN] for what they leave to the server (null, `java.sql.Timestamp`, `Date`, `Time`).
    public static String type(@Nullable Object value) {
        return switch (value) {
            case null -> UNKNOWN;
            case Integer _ -> "int4";
            case Long _ -> "int8";
            case Short _, Byte _ -> "int2";
            case Boolean _ -> "bool";
            case String _, Character _ -> "varchar";
            case BigDecimal _, BigInteger _ -> "numeric";
            case Double _ -> "float8";
            case Float _ -> "float4";
            case UUID _ -> "uuid";
            case byte[] _ -> "bytea";
            case OffsetDateTime _, ZonedDateTime _, Instant _ -> "timestamptz";
            case LocalDateTime _ -> "timestamp";
            case LocalDate _ -> "date";
            case LocalTime _ -> "time";
            case OffsetTime _ -> "timetz";
            case int[] _ -> "int4[]";
            case long[] _ -> "int8[]";
            case short[] _ -> "int2[]";
            case double[] _ -> "float8[]";
            case boolean[] _ -> "bool[]";
            case String[] _ -> "varchar[]";
            case PGobject object -> object.getType() == null ? UNKNOWN : object.getType();
            case java.sql.Array array -> arrayType(array);
            default -> UNKNOWN;
        };
    }

    private static String arrayType(java.sql.Array array) {
        try {
            return array.getBaseTypeName() + "[]";
        } catch (SQLException unknown) {
            return UNKNOWN;
        }
    }

    /// The value as a constant in SQL, in quotes, to be coerced to the parameter's type; `NULL` for
    /// null. Means the same whatever `standard_conforming_strings` is.
    public static String literal(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        String text = text(value).replace("'", "''");
        return text.indexOf('\\') < 0 ? "'" + text + "'" : "E'" + text.replace("\\", "\\\\") + "'";
    }

    private static String text(Object value) {
        return switch (value) {
            case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
            case ZonedDateTime time -> time.toOffsetDateTime().toString();
            case int[] array -> braces(Arrays.toString(array));
            case long[] array -> braces(Arrays.toString(array));
            case short[] array -> braces(Arrays.toString(array));
            case double[] array -> braces(Arrays.toString(array));
            case boolean[] array -> braces(Arrays.toString(array));
            case String[] array ->
                    Arrays.stream(array)
                            .map(BoundValue::element)
                            .collect(Collectors.joining(",", "{", "}"));
            case PGobject object -> String.valueOf(object.getValue());
            default -> value.toString();
        };
    }

    private static String braces(String brackets) {
        return "{" + brackets.substring(1, brackets.length() - 1) + "}";
    }

    private static String element(@Nullable String text) {
        return text == null
                ? "NULL"
                : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
