package io.headroom.postgres.advisor;

import io.headroom.postgres.plan.Plan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Makes the indexes that could serve how a statement uses a table.
///
/// Keys compared for equality come first, in any order of two; then one key compared with a range,
/// or those of an order: behind a range a B-tree finds nothing any more. Each also with what the
/// statement reads beside, when that is little (an index-only scan), and for the rows alone that a
/// condition of the statement leaves, or all its flags and nulls together (a partial index). What
/// such a condition fixes is no key beside others.
public final class Candidates {

    private static final int MOST_ANY_ORDER = 6;
    private static final int MOST_CONDITIONS = 2;
    private static final int MOST_STATES = 3;

    private final AdvisorOptions options;
    private final Set<IndexDefinition> found = new LinkedHashSet<>();

    Candidates(AdvisorOptions options) {
        this.options = options;
    }

    /// The indexes that could serve one plan.
    ///
    /// @param plan of `EXPLAIN (VERBOSE)`
    /// @param constants whether the values in the plan are the statement's own, not one call's
    public static List<IndexDefinition> of(Plan plan, boolean constants, AdvisorOptions options) {
        Candidates candidates = new Candidates(options);
        candidates.add(PlanReader.read(plan, constants));
        return candidates.found();
    }

    List<IndexDefinition> found() {
        return List.copyOf(found);
    }

    void add(Collection<TableUse> uses) {
        uses.forEach(this::add);
    }

    private void add(TableUse use) {
        Set<List<String>> keys = keys(use);
        for (List<String> key : keys) {
            add(use, key, List.of(), "");
            List<String> rest = use.needed.stream().filter(c -> !key.contains(c)).toList();
            if (!rest.isEmpty() && rest.size() <= options.maxIncluded()) {
                add(use, key, rest, "");
            }
        }
        Set<List<String>> predicates = new LinkedHashSet<>();
        use.always.stream().limit(MOST_CONDITIONS).map(List::of).forEach(predicates::add);
        predicates.add(use.states.stream().limit(MOST_STATES).toList());
        for (List<String> predicate : predicates) {
            if (!predicate.isEmpty()) {
                keys.forEach(key -> addPartial(use, key, predicate));
            }
        }
    }

    private void addPartial(TableUse use, List<String> keys, List<String> conditions) {
        List<String> rest =
                keys.stream()
                        .filter(key -> conditions.stream().noneMatch(each -> isAbout(each, key)))
                        .toList();
        if (!rest.isEmpty()) {
            add(use, rest, List.of(), String.join(" AND ", conditions));
        }
    }

    private static boolean isAbout(String condition, String key) {
        return condition.equals(key)
                || condition.startsWith(key + " ")
                || condition.equals("NOT " + key);
    }

    private Set<List<String>> keys(TableUse use) {
        Set<String> equal = new LinkedHashSet<>(use.equal);
        equal.addAll(use.joined);
        Set<List<String>> starts = new LinkedHashSet<>();
        List<String> any = equal.stream().limit(MOST_ANY_ORDER).toList();
        for (String first : any) {
            starts.add(List.of(first));
            for (String second : any) {
                if (!first.equals(second)) {
                    starts.add(List.of(first, second));
                }
            }
        }
        // Wider ones: the values' keys in the plan's order, then one join.
        List<String> values = List.copyOf(use.equal);
        if (values.size() > 2) {
            starts.add(values.subList(0, Math.min(values.size(), options.maxKeys())));
        }
        if (values.size() >= 2) {
            for (String joined : use.joined) {
                starts.add(List.of(values.get(0), values.get(1), joined));
            }
        }
        Set<List<String>> all = new LinkedHashSet<>(starts);
        for (List<String> start : starts) {
            for (String range : use.range) {
                addJoined(all, start, List.of(range));
            }
            for (List<String> order : use.orders) {
                addJoined(all, start, order);
            }
        }
        for (String range : use.range) {
            all.add(List.of(range));
        }
        for (List<String> order : use.orders) {
            for (int keys = 1; keys <= order.size(); keys++) {
                all.add(order.subList(0, keys));
            }
        }
        use.fixed.forEach(key -> all.add(List.of(key)));
        all.removeIf(key -> key.size() > options.maxKeys());
        return all;
    }

    private static void addJoined(Set<List<String>> all, List<String> start, List<String> end) {
        List<String> both = new ArrayList<>(start);
        for (String key : end) {
            if (both.stream().noneMatch(k -> plain(k).equals(plain(key)))) {
                both.add(key);
            }
        }
        all.add(List.copyOf(both));
    }

    private static String plain(String key) {
        return key.endsWith(" DESC") ? key.substring(0, key.length() - 5) : key;
    }

    private void add(TableUse use, List<String> keys, List<String> include, String predicate) {
        found.add(new IndexDefinition(use.schema, use.table, keys, include, predicate, "btree"));
    }
}
