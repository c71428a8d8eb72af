package io.headroom.postgres.plan;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.create.table.ColDataType;
import org.jspecify.annotations.Nullable;

/// Walks a whole syntax tree and refuses what it does not know.
///
/// The parser's visitors pass over clauses that they have no method for, and a newer parser may
/// have more of them. So the tree is walked by its fields: an object of a class that is not listed
/// here is refused, wherever it hangs.
final class SyntaxWalk {

    private static final String TREE = "net.sf.jsqlparser.";
    private static final String PARSER = "net.sf.jsqlparser.parser.";

    private static final Set<String> KNOWN =
            Set.of(
                    // queries
                    "PlainSelect",
                    "SetOperationList",
                    "ParenthesedSelect",
                    "LateralSubSelect",
                    "Values",
                    "WithItem",
                    "SelectItem",
                    "AllColumns",
                    "AllTableColumns",
                    "Distinct",
                    "Join",
                    "ParenthesedFromItem",
                    "GroupByElement",
                    "OrderByElement",
                    "Limit",
                    "Offset",
                    "Fetch",
                    "SetOperation",
                    "UnionOp",
                    "ExceptOp",
                    "IntersectOp",
                    "SetOperationType",
                    "Table",
                    "Column",
                    "Alias",
                    "FunctionAllColumns",
                    // values and lists
                    "ExpressionList",
                    "ParenthesedExpressionList",
                    "RowConstructor",
                    "Parenthesis",
                    "LongValue",
                    "DoubleValue",
                    "StringValue",
                    "NullValue",
                    "BooleanValue",
                    "DateTimeLiteralExpression",
                    "IntervalExpression",
                    "TimeKeyExpression",
                    "ArrayConstructor",
                    "AllValue",
                    // operators
                    "Addition",
                    "Subtraction",
                    "Multiplication",
                    "Division",
                    "Modulo",
                    "Concat",
                    "AndExpression",
                    "OrExpression",
                    "NotExpression",
                    "SignedExpression",
                    "EqualsTo",
                    "NotEqualsTo",
                    "GreaterThan",
                    "GreaterThanEquals",
                    "MinorThan",
                    "MinorThanEquals",
                    "Between",
                    "InExpression",
                    "LikeExpression",
                    "SimilarToExpression",
                    "IsNullExpression",
                    "IsBooleanExpression",
                    "IsUnknownExpression",
                    "IsDistinctExpression",
                    "ExistsExpression",
                    "AnyComparisonExpression",
                    "AnyType",
                    "Matches",
                    "RegExpMatchOperator",
                    "RegExpMatchOperatorType",
                    "JsonExpression",
                    "JsonOperator",
                    "Contains",
                    "ContainedBy",
                    "DoubleAnd",
                    // what computes
                    "CaseExpression",
                    "WhenClause",
                    "CastExpression",
                    "ColDataType",
                    "Function",
                    "ExtractExpression",
                    "TrimFunction",
                    "AnalyticExpression",
                    "AnalyticType",
                    "FilterOverImpl",
                    "WindowDefinition",
                    "WindowElement",
                    "WindowOffset",
                    "WindowRange",
                    "PartitionByClause",
                    "OrderByClause",
                    "CollateExpression",
                    "TimezoneExpression");

    /// Fields whose presence alone writes, locks, or calls a function by the notation of a column.
    private static final Set<String> FORBIDDEN =
            Set.of(
                    "intoTables",
                    "intoTempTable",
                    "forUpdateTables",
                    "forMode",
                    "attributeExpression",
                    "attributeColumn",
                    "timeTravelStr",
                    "columnDefinitions");

    private static final Set<String> TYPES =
            Set.of(
                    "int",
                    "integer",
                    "int2",
                    "int4",
                    "int8",
                    "smallint",
                    "bigint",
                    "numeric",
                    "decimal",
                    "real",
                    "float",
                    "float4",
                    "float8",
                    "double precision",
                    "text",
                    "varchar",
                    "char",
                    "character",
                    "character varying",
                    "bool",
                    "boolean",
                    "date",
                    "time",
                    "timestamp",
                    "timestamptz",
                    "timestamp with time zone",
                    "timestamp without time zone",
                    "interval",
                    "uuid",
                    "json",
                    "jsonb",
                    "tsquery",
                    "tsvector");

    private final Set<String> moreFunctions;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();
    private final Set<String> functions = new HashSet<>();
    private final Set<String> columns = new HashSet<>();

    SyntaxWalk(Set<String> moreFunctions) {
        this.moreFunctions = moreFunctions;
    }

    Set<String> functions() {
        return Set.copyOf(functions);
    }

    Set<String> columns() {
        return Set.copyOf(columns);
    }

    /// Visits the whole tree below. Not by recursion: a tree may be as deep as a text is long.
    void visit(Object root) {
        later(root);
        while (!open.isEmpty()) {
            look(open.removeLast());
        }
    }

    private void later(@Nullable Object thing) {
        if (thing != null && seen.add(thing)) {
            open.addLast(thing);
        }
    }

    private void look(Object thing) {
        if (thing instanceof Collection<?> items) {
            items.forEach(this::later);
        }
        if (thing instanceof Map<?, ?> map) {
            map.values().forEach(this::later);
        }
        Class<?> type = thing.getClass();
        if (!type.getName().startsWith(TREE) || type.getName().startsWith(PARSER)) {
            return;
        }
        known(type);
        switch (thing) {
            case Table table -> table(table);
            case Column column -> columns.add(plain(column.getColumnName()));
            case Function function -> function(function.getName());
            case AnalyticExpression analytic -> function(analytic.getName());
            case ColDataType cast -> type(cast.getDataType());
            default -> {}
        }
        if (!(thing instanceof Enum<?>)) {
            fields(type).forEach(field -> field(field, thing));
        }
    }

    private static void known(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (KNOWN.contains(each.getSimpleName())
                    || (each.isEnum() && KNOWN.contains(each.getSuperclass().getSimpleName()))) {
                return;
            }
        }
        throw new RefusedException("not allowed in free SQL: " + words(type.getSimpleName()));
    }

    private void field(Field field, Object owner) {
        Object value;
        try {
            value = field.get(owner);
        } catch (IllegalAccessException e) {
            throw new RefusedException("the text could not be read as one SELECT");
        }
        boolean empty = value == null || (value instanceof Collection<?> items && items.isEmpty());
        if (!empty && FORBIDDEN.contains(field.getName())) {
            throw new RefusedException("not allowed in free SQL: " + words(field.getName()));
        }
        later(value);
    }

    private static List<Field> fields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> each = type;
                each != null && each.getName().startsWith(TREE);
                each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    /// Relations of the system are in `pg_catalog`, which is searched before all others, and all
    /// have names with `pg_`; those of `information_schema` need their schema's name.
    private static void table(Table table) {
        for (String part : table.getFullyQualifiedName().split("\\.", -1)) {
            String name = plain(part);
            if (name.startsWith("pg_") || name.equals("information_schema")) {
                throw new RefusedException("the system's own tables are not allowed");
            }
        }
    }

    private void function(String name) {
        String plain = name.toLowerCase(Locale.ROOT);
        if (!FreeSqlOptions.IMMUTABLE.contains(plain) && !moreFunctions.contains(plain)) {
            throw new RefusedException("this function is not allowed: " + plain);
        }
        if (!moreFunctions.contains(plain)) {
            functions.add(plain);
        }
    }

    private static void type(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("\\s*\\(.*\\)|\\[\\]", "").strip();
        if (!TYPES.contains(plain.replaceAll("\\s+", " "))) {
            throw new RefusedException("a cast to this type is not allowed: " + plain);
        }
    }

    private static String plain(String name) {
        return name.startsWith("\"") ? name.replace("\"", "") : name.toLowerCase(Locale.ROOT);
    }

    private static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
