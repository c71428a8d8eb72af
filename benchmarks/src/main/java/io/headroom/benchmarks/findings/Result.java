package io.headroom.benchmarks.findings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What came of a trouble.
///
/// @param seconds until it stood first; NaN when it did not
/// @param title how it was named
/// @param beside what else was found by then
/// @param before what was found before it was planted
record Result(
        Trouble trouble, double seconds, String title, Set<String> beside, Set<String> before) {

    boolean passed() {
        return !Double.isNaN(seconds) && before.isEmpty();
    }

    /// Its row in the table.
    String row() {
        return "| %s | %s | %s | %s | %s |"
                .formatted(
                        trouble.words(),
                        trouble.kind(),
                        Double.isNaN(seconds)
                                ? "not within 60 s"
                                : String.format(Locale.ROOT, "%.0f s", seconds),
                        title.replace("|", "\\|"),
                        String.join(", ", beside)
                                + (before.isEmpty() ? "" : " — before: " + before));
    }

    /// The table of all.
    ///
    /// @param healthy how long there was load without trouble
    /// @param mistaken what was found in that time
    static String table(List<Result> results, Duration healthy, Set<String> mistaken) {
        StringBuilder table =
                new StringBuilder(
                        """
                        | planted | has to be found as | first after | named | beside it, before or behind |
                        |---|---|---|---|---|
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
