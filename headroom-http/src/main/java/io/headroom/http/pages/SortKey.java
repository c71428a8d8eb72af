package io.headroom.http.pages;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One column of an order.
///
/// @param expression the SQL expression that is sorted by, from the program's own text, never from
///   a caller's
/// @param type what its values are
/// @param direction ascending or descending
/// @param nulls where rows without a value stand; [Nulls#NONE] promises that there are none and
///   gives the database the simpler condition
public record SortKey(String expression, Type type, Direction direction, Nulls nulls) {

    /// What a sort value is, and so how a cursor carries it and which Java type JDBC binds.
    public enum Type {
        /// `bigint` and smaller: [Long].
        LONG(Long.class),
        /// `numeric`: [java.math.BigDecimal].
        DECIMAL(BigDecimal.class),
        /// `double precision`: [Double].
        DOUBLE(Double.class),
        /// `text`: [String].
        TEXT(String.class),
        /// `timestamptz`: [OffsetDateTime].
        TIMESTAMP(OffsetDateTime.class),
        /// `timestamp` without time zone: [LocalDateTime].
        LOCAL_TIMESTAMP(LocalDateTime.class),
        /// `date`: [LocalDate].
        DATE(LocalDate.class),
        /// `uuid`: [UUID].
        UUID(UUID.class);

        private final Class<?> javaType;

        Type(Class<?> javaType) {
            this.javaType = javaType;
        }

        /// The Java type of its values.
        public Class<?> javaType() {
            return javaType;
        }

        boolean accepts(Object value) {
            return javaType.isInstance(value);
        }

        /// The value of a column, null where it has none.
        @Nullable Object read(ResultSet row, String column) throws SQLException {
            return switch (this) {
                // Drivers convert smaller numbers only by the getters of primitives.
                case LONG -> {
                    long number = row.getLong(column);
                    yield row.wasNull() ? null : number;
                }
                case DOUBLE -> {
                    double number = row.getDouble(column);
                    yield row.wasNull() ? null : number;
                }
                case DECIMAL -> row.getBigDecimal(column);
                case TEXT -> row.getString(column);
                case TIMESTAMP, LOCAL_TIMESTAMP, DATE, UUID -> row.getObject(column, javaType);
            };
        }
    }

    /// Which end of the values comes first.
    public enum Direction {
        ASCENDING,
        DESCENDING;

        Direction reversed() {
            return this == ASCENDING ? DESCENDING : ASCENDING;
        }
    }

    /// Where rows without a value stand.
    public enum Nulls {
        /// The column is never null.
        NONE,
        FIRST,
        LAST;

        Nulls reversed() {
            return switch (this) {
                case NONE -> NONE;
                case FIRST -> LAST;
                case LAST -> FIRST;
            };
        }
    }

    public SortKey {
        if (expression.isBlank()) {
            throw new IllegalArgumentException("expression must not be blank");
        }
    }

    /// Ascending by a column that is never null.
    public static SortKey ascending(String expression, Type type) {
        return new SortKey(expression, type, Direction.ASCENDING, Nulls.NONE);
    }

    /// Descending by a column that is never null.
    public static SortKey descending(String expression, Type type) {
        return new SortKey(expression, type, Direction.DESCENDING, Nulls.NONE);
    }

    SortKey reversed() {
        return new SortKey(expression, type, direction.reversed(), nulls.reversed());
    }

    String orderBy() {
        return orderBy(expression);
    }

    /// The same order by another column with the same values.
    String orderBy(String column) {
        String order = direction == Direction.ASCENDING ? " ASC" : " DESC";
        return switch (nulls) {
            case NONE -> column + order;
            case FIRST -> column + order + " NULLS FIRST";
            case LAST -> column + order + " NULLS LAST";
        };
    }
}
