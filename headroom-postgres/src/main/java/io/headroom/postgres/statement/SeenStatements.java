package io.headroom.postgres.statement;

import io.headroom.postgres.jdbc.Execution;
import io.headroom.postgres.jdbc.StatementListener;
import io.headroom.postgres.plan.SqlTokens;
import io.headroom.postgres.plan.SqlTokens.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The texts that this process runs, with their endpoints and a few of their values. An execution
/// costs a look-up and an addition; one of 256 is looked at closer. Safe for use by many threads.
///
/// Values are kept in memory alone, as [Secrets] allows, and never logged.
public final class SeenStatements implements StatementListener {

    /// Stands in each statement that the watch itself runs.
    static final String MARK = "/* headroom */";

    private static final Set<String> EXPLAINABLE =
            Set.of("select", "insert", "update", "delete", "merge", "with", "values", "table");

    /// A text that did not run for so many rounds makes place when there are many.
    private static final int IDLE_ROUNDS = 900;

    /// Texts that are not looked at are known by it, instead of being read at each execution.
    private static final int MOST_IGNORED = 256;

    private final Map<String, SeenText> texts = new ConcurrentHashMap<>();
    private final Set<String> ignored = ConcurrentHashMap.newKeySet();
    private final StatementOptions options;
    private final Secrets secrets;

    public SeenStatements(StatementOptions options) {
        this.options = options;
        this.secrets = new Secrets(options.secretWords());
    }

    @Override
    public void executed(Execution execution) {
        String sql = execution.sql();
        SeenText text = texts.get(sql);
        if (text == null) {
            text = added(sql);
        }
        if (text != null) {
            text.executed(execution);
        }
    }

    private @Nullable SeenText added(String sql) {
        if (texts.size() >= options.maxTexts()
                || sql.length() > StatementOptions.MAX_TEXT
                || ignored.contains(sql)) {
            return null;
        }
        if (!isExplainable(sql)) {
            if (ignored.size() < MOST_IGNORED) {
                ignored.add(sql);
            }
            return null;
        }
        return texts.computeIfAbsent(
                sql, _ -> new SeenText(sql, secrets.keepable(sql), options.maxSamples()));
    }

    /// Whether a text is a query or changes rows, and is not the watch's own.
    static boolean isExplainable(String sql) {
        return !sql.contains(MARK) && EXPLAINABLE.contains(firstWord(sql));
    }

    private static String firstWord(String sql) {
        int start = 0;
        while (start < sql.length()
                && (Character.isWhitespace(sql.charAt(start)) || sql.charAt(start) == '(')) {
            start++;
        }
        if (sql.startsWith("/*", start) || sql.startsWith("--", start)) {
            return SqlTokens.of(sql).stream()
                    .filter(token -> token.kind() != Kind.COMMENT)
                    .findFirst()
                    .map(SqlTokens.Token::name)
                    .orElse("");
        }
        int end = start;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        return sql.substring(start, end).toLowerCase(Locale.ROOT);
    }

    Collection<SeenText> texts() {
        return List.copyOf(texts.values());
    }

    /// Lets go of texts that have not run for long, when there are many. Called once a round.
    void tidy() {
        boolean full = texts.size() > options.maxTexts() * 3 / 4;
        texts.values().removeIf(text -> text.idleRounds() > IDLE_ROUNDS && full);
    }
}
