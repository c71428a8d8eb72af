package io.headroom.postgres.advisor;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// An index as `CREATE INDEX` would make it. Two equal definitions make the same index.
///
/// @param schema the table's schema, not quoted
/// @param table the table's name, not quoted
/// @param keys what is indexed, in order, each as it stands between the parentheses of `CREATE
///   INDEX`: a column (quoted where SQL needs it) or an expression in parentheses, then operator
///   class and `DESC` where they are meant; at least one
/// @param include the columns that the index only carries, quoted where SQL needs it
/// @param predicate the condition of a partial index, without `WHERE`; empty for none
/// @param method the access method: `btree`, `gin`, `gist`, `brin`, `hash`
public record IndexDefinition(
        String schema,
        String table,
        List<String> keys,
        List<String> include,
        String predicate,
        String method) {

    private static final int LONGEST_NAME = 63;
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern NO_WORD = Pattern.compile("[^a-z0-9]+");

    public IndexDefinition {
        if (schema.isBlank()) {
            throw new IllegalArgumentException("schema must name a schema");
        }
        if (table.isBlank()) {
            throw new IllegalArgumentException("table must name a table");
        }
        if (keys.isEmpty() || keys.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "keys must hold at least one column or expression, none of them blank");
        }
        if (!PLAIN.matcher(method).matches()) {
            throw new IllegalArgumentException(
                    "method must be an access method like btree, but is '" + method + "'");
        }
        keys = List.copyOf(keys);
        include = List.copyOf(include);
    }

    /// A B-tree over columns or expressions, without more.
    public static IndexDefinition btree(String schema, String table, String... keys) {
        return new IndexDefinition(schema, table, List.of(keys), List.of(), "", "btree");
    }

    /// The index's name: the table, the keys and `idx`; what a name cannot tell (carried columns, a
    /// predicate, an operator class, a cut) is told apart by a check sum. The same for equal
    /// definitions, at most 63 letters.
    public String name() {
        StringBuilder text = new StringBuilder(word(table));
        boolean exact = include.isEmpty() && predicate.isEmpty() && method.equals("btree");
        for (String key : keys) {
            text.append('_').append(word(key));
            exact &= PLAIN.matcher(key).matches();
        }
        String end = exact ? "_idx" : "_" + checkSum() + "_idx";
        if (text.length() + end.length() > LONGEST_NAME) {
            end = "_" + checkSum() + "_idx";
            text.setLength(LONGEST_NAME - end.length());
        }
        return text.append(end).toString();
    }

    /// The statement that creates the index.
    ///
    /// @param concurrently without a lock against writers; such a statement runs outside a
    ///   transaction
    public String createSql(boolean concurrently) {
        return createSql(name(), concurrently);
    }

    String createSql(String name, boolean concurrently) {
        StringBuilder sql = new StringBuilder("CREATE INDEX ");
        if (concurrently) {
            sql.append("CONCURRENTLY ");
        }
        sql.append(quoted(name)).append(" ON ").append(qualifiedTable());
        sql.append(" USING ").append(method);
        sql.append(" (").append(String.join(", ", keys)).append(')');
        if (!include.isEmpty()) {
            sql.append(" INCLUDE (").append(String.join(", ", include)).append(')');
        }
        if (!predicate.isEmpty()) {
            sql.append(" WHERE ").append(predicate);
        }
        return sql.toString();
    }

    /// The table as SQL names it.
    public String qualifiedTable() {
        return quoted(schema) + "." + quoted(table);
    }

    /// Whether an index of the other definition answers all that this one does: same table, method
    /// and predicate, the other's keys begin with these, and it carries what this one carries.
    public boolean isCoveredBy(IndexDefinition other) {
        return schema.equals(other.schema)
                && table.equals(other.table)
                && method.equals(other.method)
                && predicate.equals(other.predicate)
                && startsWith(other.keys, keys)
                && include.stream()
                        .allMatch(c -> other.include.contains(c) || other.keys.contains(c));
    }

    /// The same without its predicate.
    IndexDefinition ofAllRows() {
        return new IndexDefinition(schema, table, keys, include, "", method);
    }

    static boolean startsWith(List<String> longer, List<String> start) {
        return longer.size() >= start.size() && longer.subList(0, start.size()).equals(start);
    }

    /// A name as SQL writes it.
    static String quoted(String name) {
        return PLAIN.matcher(name).matches() && !Keywords.isReserved(name)
                ? name
                : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String word(String text) {
        String word = NO_WORD.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("_");
        int from = word.startsWith("_") ? 1 : 0;
        int to = word.endsWith("_") && word.length() > from ? word.length() - 1 : word.length();
        return word.substring(from, to);
    }

    private String checkSum() {
        CRC32 sum = new CRC32();
        sum.update(
                String.join(
                                "\n",
                                schema,
                                table,
                                keys.toString(),
                                include.toString(),
                                predicate,
                                method)
                        .getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits(sum.getValue(), 8);
    }
}
