package io.headroom.benchmarks.findings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What came of a trouble.
///
/// @param seconds until it stood first; NaN when it did not
/// @param title how it was named
/// @param beside what else was found by then
/// @param before what was found before it was planted
/// @param judged what its action was said to bring, and brought; empty where none was applied
record Result(
        Trouble trouble,
        double seconds,
        String title,
        Set<String> beside,
        Set<String> before,
        String judged) {

    boolean passed() {
        return !Double.isNaN(seconds) && before.isEmpty();
    }

    /// Its row in the table.
    String row() {
        return "| %s | %s | %s | %s | %s | %s |"
                .formatted(
                        trouble.words(),
                        trouble.kind(),
                        Double.isNaN(seconds)
                                ? "not within 60 s"
                                : String.format(Locale.ROOT, "%.0f s", seconds),
                        title.replace("|", "\\|"),
                        String.join(", ", beside)
                                + (before.isEmpty() ? "" : " — before: " + before),
                        judged.replace("|", "\\|"));
    }

    /// In words what a change was said to bring, and brought.
    static String judgement(JsonNode change) {
        JsonNode action = change.get("action");
        JsonNode prediction = action.get("prediction");
        String foretold =
                prediction.has("figure")
                        ? String.format(
                                Locale.ROOT,
                                " Foretold: %s by %.0f to %.0f %%.",
                                prediction.get("figure").asString(),
                                100 * prediction.get("low").asDouble(),
                                100 * prediction.get("high").asDouble())
                        : "";
        return "%s%s %s: %s"
                .formatted(
                        action.get("title").asString(),
                        foretold,
                        change.get("state").asString(),
                        change.get("detail").asString());
    }

    /// The table of all.
    ///
    /// @param healthy how long there was load without trouble
    /// @param mistaken what was found in that time
    static String table(List<Result> results, Duration healthy, Set<String> mistaken) {
        StringBuilder table =
                new StringBuilder(
                        """
                        | planted | has to be found as | first after | named | beside it, before or behind | its action |
                        |---|---|---|---|---|---|
                        """);
        results.forEach(result -> table.append(result.row()).append('\n'));
        return table.append(
                        "\nFound in %d s of load without trouble: %s\n"
                                .formatted(
                                        healthy.toSeconds(),
                                        mistaken.isEmpty()
                                                ? "nothing"
                                                : String.join("; ", mistaken)))
                .toString();
    }
}
