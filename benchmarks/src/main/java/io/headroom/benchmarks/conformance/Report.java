package io.headroom.benchmarks.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What came of all cases, by group.
final class Report {

    /// What came of one case.
    enum Outcome {
        /// It passed, or the question was answered with yes.
        PASSED,

        /// It failed, or the question was answered with no.
        FAILED,

        /// No question to this cache.
        EXEMPT
    }

    private final List<Suite.Group> groups;
    private final Map<String, List<String>> results;
    private final Exemptions exemptions;

    /// @param results by case; a case that has none did not run, and counts as failed
    Report(List<Suite.Group> groups, Map<String, List<String>> results, Exemptions exemptions) {
        this.groups = groups;
        this.results = results;
        this.exemptions = exemptions;
    }

    private String failure(Suite.Case test) {
        List<String> result = results.getOrDefault(test.id(), List.of("Harness", "did not run"));
        return String.join(": ", result);
    }

    private Outcome outcome(Suite.Case test) {
        if (failure(test).isEmpty()) {
            return Outcome.PASSED;
        }
        return exemptions.reason(test.id()) == null ? Outcome.FAILED : Outcome.EXEMPT;
    }

    /// Whether no required case failed.
    boolean isConformant() {
        return failures().stream().noneMatch(test -> test.kind().equals("required"));
    }

    /// The cases that are a question to this cache, and failed, but for those of kind `check`,
    /// which only ask what a cache does.
    private List<Suite.Case> failures() {
        return groups.stream()
                .flatMap(group -> group.cases().stream())
                .filter(test -> !test.kind().equals("check") && outcome(test) == Outcome.FAILED)
                .toList();
    }

    /// Tables and lists.
    String markdown() {
        StringBuilder text =
                new StringBuilder(
                        """
                        | group | cases | required: passed, failed, n/a | optimal: passed, failed, n/a | check: yes, no, n/a |
                        |---|--:|---|---|---|
                        """);
        List<Suite.Case> all = new ArrayList<>();
        for (Suite.Group group : groups) {
            all.addAll(group.cases());
            text.append(row(group.name(), group.cases()));
        }
        text.append(row("**all**", all));
        text.append("\nFailed:\n\n");
        failures().forEach(test -> text.append(line(test)));
        text.append("\nAsked only, and answered with no:\n\n");
        all.stream()
                .filter(test -> test.kind().equals("check") && outcome(test) == Outcome.FAILED)
                .forEach(test -> text.append(line(test)));
        Map<String, List<String>> exempt = new LinkedHashMap<>();
        for (Suite.Case test : all) {
            String reason = exemptions.reason(test.id());
            if (reason != null && outcome(test) == Outcome.EXEMPT) {
                exempt.computeIfAbsent(reason, r -> new ArrayList<>()).add(test.id());
            }
        }
        text.append("\n| cases | not applicable, because | which |\n|--:|---|---|\n");
        exempt.forEach((reason, ids) ->
                text.append(
                        String.format(
                                Locale.ROOT,
                                "| %d | %s | `%s` |%n",
                                ids.size(),
                                reason,
                                String.join("`, `", ids))));
        return text.toString();
    }

    private String line(Suite.Case test) {
        return "- `" + test.id() + "` (" + test.kind() + "): " + failure(test) + '\n';
    }

    private String row(String name, List<Suite.Case> cases) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %s | %s | %s |%n",
                name,
                cases.size(),
                cell(cases, "required"),
                cell(cases, "optimal"),
                cell(cases, "check"));
    }

    private String cell(List<Suite.Case> cases, String kind) {
        List<Outcome> outcomes =
                cases.stream().filter(c -> c.kind().equals(kind)).map(this::outcome).toList();
        if (outcomes.isEmpty()) {
            return "";
        }
        return count(outcomes, Outcome.PASSED)
                + ", "
                + count(outcomes, Outcome.FAILED)
                + ", "
                + count(outcomes, Outcome.EXEMPT);
    }

    private static long count(List<Outcome> outcomes, Outcome one) {
        return outcomes.stream().filter(outcome -> outcome == one).count();
    }
}
