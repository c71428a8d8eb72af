package io.headroom.operations.node;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Which figure is merged how: the first rule whose pattern fits its name. A figure that none fits
/// is as high as the highest, which hides nothing.
///
/// Utilisations are not averaged: of two nodes at 10 % and 100 % one is full, and no mean says so.
public final class MergingRules {

    private static final Merging OTHERWISE = new Merging.Highest();
    private static final Merging SUM = new Merging.Sum();
    private static final Merging BY_REQUESTS = new Merging.Mean("http.requests_per_second");
    private static final Merging BY_STATEMENTS = new Merging.Mean("database.statements_per_second");
    private static final Merging BY_READS = new Merging.Mean("cache.reads_per_second");
    private static final Merging LOWEST = new Merging.Lowest();

    private final List<Rule> rules;

    private record Rule(Pattern names, Merging merging) {}

    private MergingRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// Those for the figures that Headroom has; of others what ends in `_per_second` or `_bytes` is
    /// summed.
    public static MergingRules shipped() {
        return new MergingRules(List.of())
                .or("http\\.mean.*|http\\.error_ratio|search\\.mean.*", BY_REQUESTS)
                .or("database\\.query_mean.*", BY_STATEMENTS)
                .or("cache\\.(hit|eviction|load)_ratio.*", BY_READS)
                .or("cache\\.bytes.*|pool\\.(active|idle|waiting)", SUM)
                .or("database\\.busy_connections|jvm\\.threads", SUM)
                .or("service\\.ready|memory\\.hours_to_limit", LOWEST)
                .or(".*(_per_second|_bytes)", SUM);
    }

    private MergingRules or(String names, Merging merging) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(Pattern.compile(names), merging));
        return new MergingRules(more);
    }

    /// The same rules after another one.
    ///
    /// @param names a regular expression that a figure's whole name matches
    public MergingRules with(String names, Merging merging) {
        List<Rule> more = new ArrayList<>();
        more.add(new Rule(Pattern.compile(names), merging));
        more.addAll(rules);
        return new MergingRules(more);
    }

    /// How a figure is merged.
    public Merging of(String figure) {
        return rules.stream()
                .filter(rule -> rule.names().matcher(figure).matches())
                .findFirst()
                .map(Rule::merging)
                .orElse(OTHERWISE);
    }

    /// The figure that weighs this one; itself when none does.
    public String weight(String figure) {
        return of(figure) instanceof Merging.Mean(String weight) ? weight : figure;
    }
}
