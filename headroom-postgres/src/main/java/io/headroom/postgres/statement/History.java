package io.headroom.postgres.statement;

import io.headroom.postgres.plan.Masking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The statements of the kept time, each with its text and figures. Used under its own lock.
final class History {

    private final StatementOptions options;
    private final Map<String, Entry> entries = new HashMap<>();

    /// Statements that need not be looked at again: the watch's own.
    private final Set<String> ignored = new HashSet<>();

    History(StatementOptions options) {
        this.options = options;
    }

    /// One statement.
    static final class Entry {
        final String queryId;
        final Series series;
        String sql = "";
        double maxMillis;
        int textMisses;
        private @Nullable Drift drift;

        Entry(String queryId, Series series) {
            this.queryId = queryId;
            this.series = series;
        }

        /// As of the last change, made when somebody asks.
        Drift drift(StatementOptions options) {
            Drift known = drift;
            if (known == null) {
                known = Drift.of(series, options.slots(), options.driftFactor());
                drift = known;
            }
            return known;
        }
    }

    void add(Instant at, List<Counters> deltas) {
        for (Counters delta : deltas) {
            if (ignored.contains(delta.queryId())) {
                continue;
            }
            Entry entry =
                    entries.computeIfAbsent(
                            delta.queryId(),
                            id -> new Entry(id, new Series(options.slot(), options.slots())));
            entry.series.add(at, delta.calls(), delta.millis(), delta.rows(), delta.blocksRead());
            entry.maxMillis = Math.max(entry.maxMillis, delta.maxMillis());
            entry.drift = null;
        }
        for (Entry entry : entries.values()) {
            if (entry.series.moveTo(at)) {
                entry.drift = null;
            }
        }
        entries.values().removeIf(entry -> entry.series.calls() == 0);
        shrink();
    }

    void clear() {
        entries.clear();
    }

    private void shrink() {
        int surplus = entries.size() - options.maxStatements();
        if (surplus <= 0) {
            return;
        }
        List<Entry> cheapest = new ArrayList<>(entries.values());
        cheapest.sort(Comparator.comparingDouble(entry -> entry.series.millis()));
        cheapest.subList(0, surplus).forEach(entry -> entries.remove(entry.queryId));
    }

    /// The statements whose text is not known yet.
    List<String> withoutText() {
        return entries.values().stream()
                .filter(entry -> entry.sql.isEmpty() && entry.textMisses < 3)
                .map(entry -> entry.queryId)
                .toList();
    }

    /// Takes texts; the watch's own statements are forgotten.
    void texts(Collection<String> asked, Map<String, String> texts) {
        for (String id : asked) {
            Entry entry = entries.get(id);
            String sql = texts.getOrDefault(id, "");
            if (entry == null) {
                continue;
            }
            if (isOurs(sql)) {
                entries.remove(id);
                if (ignored.size() < options.maxStatements()) {
                    ignored.add(id);
                }
            } else {
                // The server leaves constants in what is no query: a role's new password, for one.
                entry.sql = SeenStatements.isExplainable(sql) ? sql : Masking.mask(sql);
                entry.textMisses += sql.isEmpty() ? 1 : 0;
            }
        }
    }

    private static boolean isOurs(String sql) {
        return sql.contains(SeenStatements.MARK) || sql.contains("headroom_explain");
    }

    List<StatementPoint> points(String queryId) {
        Entry entry = entries.get(queryId);
        return entry == null ? List.of() : entry.series.points();
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    StatementOptions options() {
        return options;
    }
}
