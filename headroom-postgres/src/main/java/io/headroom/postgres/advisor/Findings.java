package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/// Puts what the search chose into words and figures for people.
final class Findings {

    private static final int LONGEST_TEXT = 100;
    private static final double NOTICEABLE = 0.000_1;

    private final CostModel costs;
    private final Choice choice;
    private final ExistingIndexes existing;

    private record Gain(int query, double share, double before, double after) {}

    Findings(CostModel costs, Choice choice, ExistingIndexes existing) {
        this.costs = costs;
        this.choice = choice;
        this.existing = existing;
    }

    Advice advice(List<Integer> chosen, List<IndexDefinition> rules, Collection<String> notes)
            throws SQLException {
        List<IndexSuggestion> suggestions = new ArrayList<>();
        BitSet before = new BitSet();
        for (int candidate : chosen) {
            BitSet after = (BitSet) before.clone();
            after.set(candidate);
            suggestions.add(suggestion(candidate, before, after));
            before = after;
        }
        for (IndexDefinition rule : rules) {
            suggestions.add(byRule(rule));
        }
        return new Advice(
                suggestions,
                choice.vetoes(),
                costs.saving(before),
                Bytes.of(costs.bytes(before)),
                List.copyOf(notes));
    }

    private IndexSuggestion suggestion(int candidate, BitSet before, BitSet after)
            throws SQLException {
        List<Gain> gains = new ArrayList<>();
        double saving = 0;
        for (int query = 0; query < costs.queries(); query++) {
            double share = costs.saving(query, after) - costs.saving(query, before);
            saving += share;
            if (share > NOTICEABLE) {
                gains.add(
                        new Gain(
                                query, share, costs.cost(query, before), costs.cost(query, after)));
            }
        }
        gains.sort(Comparator.comparingDouble(Gain::share).reversed());
        IndexDefinition index = costs.candidate(candidate);
        boolean known =
                gains.stream()
                        .allMatch(gain ->
                                costs.query(gain.query).questions.stream()
                                        .allMatch(Question::hasValues));
        return new IndexSuggestion(
                id(index),
                index,
                reason(index, gains, saving),
                saving,
                known ? "high" : "medium",
                Bytes.of(costs.bytes(candidate)),
                choice.writeCost(candidate),
                gains.stream().map(gain -> costs.query(gain.query).statement.queryId()).toList(),
                true);
    }

    private String reason(IndexDefinition index, List<Gain> gains, double saving) {
        if (gains.isEmpty()) {
            return "Helps %s beside the indexes before it.".formatted(index.table());
        }
        Gain best = gains.getFirst();
        Query query = costs.query(best.query);
        String endpoint =
                query.statement.endpoints().isEmpty()
                        ? ""
                        : " of " + query.statement.endpoints().getFirst();
        String others =
                switch (gains.size()) {
                    case 1 -> "";
                    case 2 -> "; one more statement gains";
                    default -> "; " + (gains.size() - 1) + " more statements gain";
                };
        return String.format(
                Locale.ROOT,
                "The planner's cost of \"%s\"%s falls from %,.0f to %,.0f%s. That is %.1f %% of the time of all statements.",
                shortened(query.statement.sql()),
                endpoint,
                best.before,
                best.after,
                others,
                100 * saving);
    }

    private IndexSuggestion byRule(IndexDefinition index) {
        boolean trigram = index.keys().getFirst().endsWith("gin_trgm_ops");
        String missing =
                trigram && !existing.hasExtension("pg_trgm")
                        ? " It needs the extension pg_trgm."
                        : "";
        String why =
                trigram
                        ? "A pattern that does not begin with letters is searched in %s: a trigram index serves it."
                        : "A search inside the values of %s: a GIN index serves it.";
        List<String> queries =
                IntStream.range(0, costs.queries())
                        .mapToObj(costs::query)
                        .filter(query ->
                                query.uses().stream().anyMatch(use -> use.byRule.contains(index)))
                        .map(query -> query.statement.queryId())
                        .toList();
        return new IndexSuggestion(
                id(index),
                index,
                why.formatted(index.table()) + " By rule; not tried against the planner." + missing,
                0,
                "low",
                Bytes.of(0),
                0,
                queries,
                false);
    }

    private static String shortened(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
    }

    private static String id(IndexDefinition index) {
        CRC32 sum = new CRC32();
        sum.update(index.createSql(false).getBytes(StandardCharsets.UTF_8));
        return index.table().replaceAll("[^A-Za-z0-9_]", "_")
                + "-"
                + HexFormat.of().toHexDigits(sum.getValue(), 8);
    }
}
