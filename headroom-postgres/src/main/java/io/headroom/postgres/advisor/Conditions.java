package io.headroom.postgres.advisor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.JsonOperator;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.Matches;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;

/// Reads the conditions of a plan: which table is compared by which key with what.
final class Conditions {

    private static final Pattern CALL = Pattern.compile("(?s)\\w+\\(.*\\)");
    private static final Set<String> SAME_ORDER = Set.of("text", "character varying", "varchar");

    private final Map<String, TableUse> uses;
    private final boolean constants;

    /// What is indexed: an expression over columns of one table; `alias` is empty for what is not.
    record Key(String alias, String sql) {
        static final Key NONE = new Key("", "");
    }

    Conditions(Map<String, TableUse> uses, boolean constants) {
        this.uses = uses;
        this.constants = constants;
    }

    /// Reads a condition. What the parser does not know is left out.
    void read(String condition) {
        PlanText.conditions(condition).forEach(this::read);
    }

    /// The key that a text of the plan is.
    Key key(String text) {
        Expression parsed = PlanText.expression(text);
        return parsed == null ? Key.NONE : key(parsed);
    }

    private void read(Expression expression) {
        switch (bare(expression)) {
            case AndExpression and -> {
                read(and.getLeftExpression());
                read(and.getRightExpression());
            }
            case EqualsTo equals -> readEqual(equals);
            case OrExpression or -> readOr(or);
            case GreaterThan range -> readRange(range);
            case GreaterThanEquals range -> readRange(range);
            case MinorThan range -> readRange(range);
            case MinorThanEquals range -> readRange(range);
            case LikeExpression like -> readLike(like);
            case IsNullExpression isNull -> readNull(isNull);
            case NotExpression not when bare(not.getExpression()) instanceof Column column ->
                    readFlag(column, true);
            case Column column -> readFlag(column, false);
            case JsonOperator json when json.getStringExpression().equals("@>") ->
                    rule(key(json.getLeftExpression()), "gin", "");
            case Matches matches -> rule(key(matches.getLeftExpression()), "gin", "");
            default -> {
                // Serves no index of ours.
            }
        }
    }

    private void readEqual(EqualsTo equals) {
        Key left = key(equals.getLeftExpression());
        Key right = key(equals.getRightExpression());
        if (left.alias.isEmpty() == right.alias.isEmpty()) {
            if (!left.alias.equals(right.alias)) {
                use(left).joined.add(left.sql);
                use(right).joined.add(right.sql);
            }
            return;
        }
        Key key = left.alias.isEmpty() ? right : left;
        Expression other =
                left.alias.isEmpty() ? equals.getLeftExpression() : equals.getRightExpression();
        Set<String> others = aliases(other);
        if (others.contains(key.alias) || other.toString().contains(PlanText.OPAQUE)) {
            return;
        }
        if (others.isEmpty()) {
            use(key).equal.add(key.sql);
            if (constants && bare(other) instanceof StringValue) {
                use(key).always.add(key.sql + " = " + other);
            }
        } else {
            use(key).joined.add(key.sql);
        }
    }

    /// Alternatives on one key are a list of values.
    private void readOr(OrExpression or) {
        List<Expression> sides = new ArrayList<>();
        collect(or, sides);
        Set<Key> keys = new LinkedHashSet<>();
        for (Expression side : sides) {
            if (bare(side) instanceof EqualsTo equals
                    && aliases(equals.getRightExpression()).isEmpty()) {
                keys.add(key(equals.getLeftExpression()));
            } else {
                keys.add(Key.NONE);
            }
        }
        if (keys.size() == 1) {
            Key key = keys.iterator().next();
            use(key).equal.add(key.sql);
        }
    }

    private static void collect(Expression expression, List<Expression> sides) {
        if (bare(expression) instanceof OrExpression or) {
            collect(or.getLeftExpression(), sides);
            collect(or.getRightExpression(), sides);
        } else {
            sides.add(expression);
        }
    }

    private void readRange(BinaryExpression range) {
        Expression left = range.getLeftExpression();
        Expression right = range.getRightExpression();
        // A row is compared by its first columns: (a, b) < (1, 2), the condition of keyset pages.
        if (left instanceof ParenthesedExpressionList<?> row && row.size() > 1) {
            List<String> order = new ArrayList<>();
            String alias = "";
            for (Expression column : row) {
                Key key = key(column);
                if (key.alias.isEmpty() || !(alias.isEmpty() || alias.equals(key.alias))) {
                    return;
                }
                alias = key.alias;
                order.add(key.sql);
            }
            use(new Key(alias, "")).orders.add(order);
            return;
        }
        Key key = key(left);
        Expression other = right;
        if (key.alias.isEmpty()) {
            key = key(right);
            other = left;
        }
        if (!aliases(other).contains(key.alias) && !other.toString().contains(PlanText.OPAQUE)) {
            use(key).range.add(key.sql);
        }
    }

    private void readLike(LikeExpression like) {
        Key key = key(like.getLeftExpression());
        if (like.isNot()) {
            return;
        }
        String pattern =
                bare(like.getRightExpression()) instanceof StringValue text ? text.getValue() : "";
        String word = like.getLikeKeyWord().toString().toUpperCase(Locale.ROOT);
        if (word.equals("LIKE")
                && !pattern.isEmpty()
                && !pattern.startsWith("%")
                && !pattern.startsWith("_")) {
            use(key).range.add(key.sql);
            use(key).range.add(key.sql + " text_pattern_ops");
        } else {
            rule(key, "gin", " gin_trgm_ops");
        }
    }

    private void readNull(IsNullExpression isNull) {
        Key key = key(isNull.getLeftExpression());
        state(use(key), key.sql + (isNull.isNot() ? " IS NOT NULL" : " IS NULL"));
        if (!isNull.isNot()) {
            use(key).fixed.add(key.sql);
        }
    }

    private void readFlag(Column column, boolean not) {
        Key key = key(column);
        state(use(key), not ? "NOT " + key.sql : key.sql);
        use(key).fixed.add(key.sql);
    }

    private static void state(TableUse use, String condition) {
        use.always.add(condition);
        use.states.add(condition);
    }

    private void rule(Key key, String method, String operators) {
        TableUse use = uses.get(key.alias);
        if (use != null) {
            use.byRule.add(
                    new IndexDefinition(
                            use.schema,
                            use.table,
                            List.of(key.sql + operators),
                            List.of(),
                            "",
                            method));
        }
    }

    /// The use of the key's table; for what is no key one that nobody reads.
    private TableUse use(Key key) {
        TableUse use = uses.get(key.alias);
        return use == null ? new TableUse("", "") : use;
    }

    private Key key(Expression expression) {
        Expression bare = bare(expression);
        if (bare instanceof CastExpression cast
                && bare(cast.getLeftExpression()) instanceof Column column
                && SAME_ORDER.contains(cast.getColDataType().toString().toLowerCase(Locale.ROOT))) {
            bare = column;
        }
        Set<String> aliases = aliases(bare);
        if (aliases.size() != 1) {
            return Key.NONE;
        }
        String alias = aliases.iterator().next();
        if (bare instanceof Column column) {
            return new Key(alias, column.getColumnName());
        }
        if (bare instanceof Function function && function.getName().equalsIgnoreCase("any")) {
            return Key.NONE;
        }
        String sql = bare.toString();
        if (sql.contains(PlanText.OPAQUE) || sql.contains("$")) {
            return Key.NONE;
        }
        String own = withoutAlias(sql, alias);
        return new Key(alias, CALL.matcher(own).matches() ? own : "(" + own + ")");
    }

    private static String withoutAlias(String sql, String alias) {
        return Pattern.compile("'(?:[^']|'')*'|(?<![\\w\"])" + Pattern.quote(alias + "."))
                .matcher(sql)
                .replaceAll(found ->
                        found.group().startsWith("'")
                                ? Matcher.quoteReplacement(found.group())
                                : "");
    }

    /// The tables that an expression speaks of, by alias.
    private Set<String> aliases(Expression expression) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher =
                Pattern.compile(
                                "'(?:[^']|'')*'|(?<![\\w\".])([a-z_][\\w$]*|\"(?:[^\"]|\"\")+\")\\.(?=[a-z_\"])")
                        .matcher(expression.toString());
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                found.add(matcher.group(1));
            }
        }
        return found;
    }

    private static Expression bare(Expression expression) {
        if (expression instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
            return bare(list.getFirst());
        }
        if (expression instanceof CastExpression cast
                && bare(cast.getLeftExpression()) instanceof StringValue value) {
            return value;
        }
        return expression;
    }
}
