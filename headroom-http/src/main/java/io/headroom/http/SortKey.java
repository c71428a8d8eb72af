package io.headroom.http;

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
        DECIMAL(java.math.BigDecimal.class),
        /// `double precision`: [Double].
        DOUBLE(Double.class),
        /// `text`: [String].
        TEXT(String.class),
        /// `timestamptz`: [java.time.OffsetDateTime], which JDBC binds.
        TIMESTAMP(java.time.OffsetDateTime.class);

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
        String order = direction == Direction.ASCENDING ? " ASC" : " DESC";
        return switch (nulls) {
            case NONE -> expression + order;
            case FIRST -> expression + order + " NULLS FIRST";
            case LAST -> expression + order + " NULLS LAST";
        };
    }
}
