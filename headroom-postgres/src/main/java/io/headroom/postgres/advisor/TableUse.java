package io.headroom.postgres.advisor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// How one statement uses one of its tables, as its plan tells. Keys and columns are SQL, without
/// the table's alias.
final class TableUse {

    final String schema;
    final String table;

    /// Keys that are compared with values for equality; not those that are [#fixed].
    final Set<String> equal = new LinkedHashSet<>();

    /// Keys that are compared with another table's columns for equality.
    final Set<String> joined = new LinkedHashSet<>();

    /// Keys that are compared with a range of values, or a beginning of texts.
    final Set<String> range = new LinkedHashSet<>();

    /// Keys by whose order rows are wanted, each list an order.
    final Set<List<String>> orders = new LinkedHashSet<>();

    /// Conditions that hold for the statement whatever its values are.
    final Set<String> always = new LinkedHashSet<>();

    /// Those among them that say of a flag whether it is set, or of a column that it is null or is
    /// not. They are the statement's own, while a text it compares with may be one of many.
    final Set<String> states = new LinkedHashSet<>();

    /// Keys with one value in all rows that the statement looks at, since a state is about them:
    /// leading an index with them only makes it larger than one of those rows alone.
    final Set<String> fixed = new LinkedHashSet<>();

    /// All columns that the statement reads.
    final Set<String> needed = new LinkedHashSet<>();

    /// What only other access methods serve.
    final List<IndexDefinition> byRule = new ArrayList<>();

    TableUse(String schema, String table) {
        this.schema = schema;
        this.table = table;
    }

    /// Whether an index on a key could serve it: it compares or orders by one that varies.
    boolean isServable() {
        return !(equal.isEmpty() && joined.isEmpty() && range.isEmpty() && orders.isEmpty());
    }
}
