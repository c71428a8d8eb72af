package io.headroom.postgres.plan;

import io.headroom.postgres.plan.SqlTokens.Kind;
import io.headroom.postgres.plan.SqlTokens.Token;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.Select;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/// Decides whether a text of a stranger may be given to the server to be planned.
///
/// What two parsers might read differently is refused before either reads it: comments, dollar
/// quotes, escapes, parameters, anything but ASCII outside literals. Then the driver's own parser
/// must see one statement, and every object of the syntax tree must be of a known, harmless kind.
final class SqlFence {

    private static final int DEEPEST = 30;
    private static final long PARSE_MILLIS = 1_000;

    /// Statements that are not SELECT, in words for people.
    private static final String ONLY_SELECT = "only one SELECT can be explained";

    /// Words that may stand before a parenthesis beside the names of functions.
    private static final Set<String> BEFORE_PARENTHESIS =
            Set.of(
                    "all",
                    "and",
                    "any",
                    "array",
                    "as",
                    "between",
                    "by",
                    "case",
                    "cast",
                    "cube",
                    "distinct",
                    "else",
                    "except",
                    "exists",
                    "extract",
                    "filter",
                    "from",
                    "group",
                    "having",
                    "ilike",
                    "in",
                    "intersect",
                    "is",
                    "join",
                    "lateral",
                    "like",
                    "limit",
                    "not",
                    "offset",
                    "on",
                    "or",
                    "over",
                    "rollup",
                    "row",
                    "select",
                    "sets",
                    "some",
                    "then",
                    "trim",
                    "union",
                    "using",
                    "values",
                    "when",
                    "where",
                    "materialized",
                    "char",
                    "character",
                    "decimal",
                    "interval",
                    "numeric",
                    "time",
                    "timestamp",
                    "varchar");

    /// Words that may stand before a string: before any other, PostgreSQL reads a type's name, and
    /// the cast of a constant.
    private static final Set<String> BEFORE_STRING =
            Set.of(
                    "and",
                    "between",
                    "by",
                    "case",
                    "date",
                    "distinct",
                    "else",
                    "escape",
                    "from",
                    "having",
                    "ilike",
                    "in",
                    "interval",
                    "like",
                    "limit",
                    "not",
                    "offset",
                    "on",
                    "or",
                    "select",
                    "then",
                    "time",
                    "timestamp",
                    "timestamptz",
                    "to",
                    "union",
                    "when",
                    "where",
                    "zone");

    /// What was found.
    sealed interface Verdict {

        /// It may be planned.
        ///
        /// @param functions the names of the functions that it calls
        /// @param columns the names of its columns
        record Allowed(String sql, Set<String> functions, Set<String> columns) implements Verdict {}

        /// It may not.
        record Refused(String reason) implements Verdict {}
    }

    private final FreeSqlOptions options;

    SqlFence(FreeSqlOptions options) {
        this.options = options;
    }

    Verdict check(String sql) {
        try {
            return allowed(sql);
        } catch (RefusedException refused) {
            return new Verdict.Refused(refused.reason);
        }
    }

    private Verdict allowed(String sql) {
        if (sql.length() > options.maxLength()) {
            throw new RefusedException(
                    "the text must be of at most " + options.maxLength() + " characters");
        }
        if (sql.isBlank()) {
            throw new RefusedException("the text is empty");
        }
        characters(sql);
        List<Token> tokens = SqlTokens.of(sql);
        tokens(sql, tokens);
        for (int i = 1; i < tokens.size(); i++) {
            neighbours(tokens.get(i - 1), tokens.get(i));
        }
        String one = oneStatement(sql);
        SyntaxWalk walk = new SyntaxWalk(options.functions());
        walk.visit(parsed(one));
        return new Verdict.Allowed(one, walk.functions(), walk.columns());
    }

    private static void characters(String sql) {
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            if (c == '\\') {
                throw new RefusedException("backslashes are not allowed");
            }
            if (c < ' ' && c != '\n' && c != '\r' && c != '\t') {
                throw new RefusedException("control characters are not allowed");
            }
        }
        if (sql.toLowerCase(Locale.ROOT).contains("u&")) {
            throw new RefusedException("Unicode escapes are not allowed");
        }
    }

    private static void tokens(String sql, List<Token> tokens) {
        int depth = 0;
        int end = 0;
        for (Token token : tokens) {
            ascii(sql, end, token.start());
            end = token.end();
            switch (token.kind()) {
                case COMMENT -> throw new RefusedException("comments are not allowed");
                case PARAMETER ->
                        throw new RefusedException("parameters are not allowed: write a value");
                case STRING -> {
                    if (!token.text().startsWith("'")) {
                        throw new RefusedException("only strings in plain quotes are allowed");
                    }
                    closed(token, '\'');
                }
                case QUOTED_NAME -> closed(token, '"');
                case WORD, NUMBER -> ascii(sql, token.start(), token.end());
                case SYMBOL -> {
                    ascii(sql, token.start(), token.end());
                    if (token.isSymbol('$')) {
                        throw new RefusedException("dollar quotes are not allowed");
                    }
                    depth += token.isSymbol('(') ? 1 : token.isSymbol(')') ? -1 : 0;
                    if (depth > DEEPEST) {
                        throw new RefusedException(
                                "parentheses may be nested at most " + DEEPEST + " deep");
                    }
                }
            }
        }
        ascii(sql, end, sql.length());
    }

    /// What the syntax tree might take for a name and its alias, or for a table and its columns.
    private void neighbours(Token before, Token token) {
        boolean name = before.kind() == Kind.WORD || before.kind() == Kind.QUOTED_NAME;
        if (token.isSymbol('(')
                && name
                && (before.kind() == Kind.QUOTED_NAME || !mayCall(before.name()))) {
            throw new RefusedException("this function is not allowed: " + before.name());
        }
        if (token.kind() == Kind.STRING
                && (before.isSymbol(')') || (name && !BEFORE_STRING.contains(before.name())))) {
            throw new RefusedException("a string is not allowed after " + before.name());
        }
    }

    private boolean mayCall(String name) {
        return BEFORE_PARENTHESIS.contains(name)
                || FreeSqlOptions.IMMUTABLE.contains(name)
                || options.functions().contains(name);
    }

    private static void closed(Token token, char quote) {
        String text = token.text();
        long quotes = text.chars().filter(c -> c == quote).count();
        if (text.length() < 2 || quotes % 2 != 0) {
            throw new RefusedException("a quote is not closed");
        }
    }

    private static void ascii(String sql, int from, int to) {
        for (int i = from; i < to; i++) {
            if (sql.charAt(i) >= 0x80) {
                throw new RefusedException("only ASCII is allowed outside quotes");
            }
        }
    }

    /// By the parser that will split the text when it is executed.
    private static String oneStatement(String sql) {
        try {
            List<NativeQuery> queries = Parser.parseJdbcSql(sql, true, false, true, false, false);
            if (queries.size() != 1) {
                throw new RefusedException(ONLY_SELECT);
            }
            return queries.getFirst().nativeSql;
        } catch (SQLException unreadable) {
            throw new RefusedException(ONLY_SELECT);
        }
    }

    /// On a thread of its own, which the parser interrupts when it takes too long.
    private static Select parsed(String sql) {
        ExecutorService thread =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
        try {
            Statement statement =
                    CCJSqlParserUtil.parseStatement(
                            CCJSqlParserUtil.newParser(sql)
                                    .withSquareBracketQuotation(false)
                                    .withAllowComplexParsing(true)
                                    .withTimeOut(PARSE_MILLIS),
                            thread);
            if (statement instanceof Select select) {
                return select;
            }
            throw new RefusedException(ONLY_SELECT);
        } catch (JSQLParserException | RuntimeException | StackOverflowError e) {
            if (e instanceof RefusedException refused) {
                throw refused;
            }
            throw new RefusedException("the text could not be read as one SELECT");
        } finally {
            thread.shutdownNow();
        }
    }
}
