package io.headroom.load;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The report in a few lines, for the terminal.
final class Summary {

    private Summary() {}

    static void print(Report report, PrintStream out) {
        out.println();
        out.println(report.outcome());
        report.reasons().forEach(reason -> out.println("  " + reason));
        for (Threshold.Judgement judgement : report.thresholds()) {
            out.printf(
                    Locale.ROOT,
                    "  %-6s %s %s %s %s, measured %s%n",
                    judgement.met() ? "met" : "MISSED",
                    judgement.name(),
                    judgement.comparison(),
                    number(judgement.limit()),
                    judgement.unit(),
                    number(judgement.measured()));
        }
        out.printf(
                Locale.ROOT,
                "  %-16s %10s %8s %9s %9s %9s %9s %9s%n",
                "latency, ms",
                "count",
                "errors",
                "p50",
                "p90",
                "p95",
                "p99",
                "max");
        report.latencies()
                .forEach((name, latency) ->
                        out.printf(
                                Locale.ROOT,
                                "  %-16s %10d %8d %9s %9s %9s %9s %9s%n",
                                name,
                                latency.count(),
                                latency.errors(),
                                number(latency.p50Millis()),
                                number(latency.p90Millis()),
                                number(latency.p95Millis()),
                                number(latency.p99Millis()),
                                number(latency.maxMillis())));
        report.problems().forEach((problem, count) -> out.println("  " + count + " × " + problem));
        report.notes().forEach(note -> out.println("  " + note));
    }

    static String number(@Nullable Double value) {
        if (value == null) {
            return "–";
        }
        String format = value == Math.rint(value) ? "%,.0f" : value < 10 ? "%,.2f" : "%,.1f";
        return String.format(Locale.ROOT, format, value);
    }
}
