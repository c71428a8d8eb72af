package io.headroom.operations.prometheus;

import io.headroom.operations.alert.AlertRule;
import io.headroom.operations.alert.Threshold;
import io.headroom.operations.slo.BurnRule;
import io.headroom.operations.slo.Objective;
import io.headroom.operations.slo.SloDefinitions;
import io.headroom.operations.slo.SloFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Writes the rules of [SloDefinitions] as a rule file of Prometheus (2.42 or later, for
/// `keep_firing_for`), so that it comes to the same verdict as the service itself.
///
/// It reads what the service exports: `headroom_slo_events_total{slo,result}`, summed over nodes,
/// and `headroom_figure{figure}`, node by node.
public final class PrometheusRules {

    private static final String BAD = "slo:headroom_slo_bad:ratio_rate";
    private static final String EVENTS = "slo:headroom_slo_events:increase";
    private static final String HEAD =
            """
            # Made from the service levels file by io.headroom.operations.prometheus.PrometheusRules; changes belong there.
            groups:
              - name: headroom-slo
                interval: 15s
                rules:
            """;

    private PrometheusRules() {}

    /// Writes the rules of a file to standard output.
    ///
    /// @param args the file; none for the one that holds where a service brings none
    public static void main(String[] args) throws IOException {
        String rules = of(args.length == 0 ? SloFile.defaults() : read(Path.of(args[0])));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.print(rules);
    }

    private static SloDefinitions read(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return SloFile.read(file.toString(), content);
        }
    }

    /// The rule file's text.
    public static String of(SloDefinitions definitions) {
        StringBuilder rules = new StringBuilder(HEAD);
        if (!definitions.objectives().isEmpty()) {
            windows().forEach(window -> recordRatio(rules, window));
            BurnRule.ALL.stream()
                    .map(BurnRule::longWindow)
                    .forEach(window -> recordEvents(rules, window));
        }
        for (Objective objective : definitions.objectives()) {
            for (BurnRule rule : BurnRule.of(objective)) {
                burn(rules, objective, rule);
            }
        }
        rules.append("  - name: headroom-figures\n    interval: 15s\n    rules:\n");
        definitions.thresholds().forEach(threshold -> figure(rules, threshold));
        return rules.toString();
    }

    private static List<Duration> windows() {
        return BurnRule.ALL.stream()
                .flatMap(rule -> Stream.of(rule.shortWindow(), rule.longWindow()))
                .distinct()
                .sorted()
                .toList();
    }

    private static void recordRatio(StringBuilder to, Duration window) {
        String range = range(window);
        to.append(
                """
                      - record: %1$s%2$s
                        expr: |
                          sum by (slo) (rate(headroom_slo_events_total{result="bad"}[%2$s]))
                            / sum by (slo) (rate(headroom_slo_events_total[%2$s]))
                """
                        .formatted(BAD, range));
    }

    private static void recordEvents(StringBuilder to, Duration window) {
        String range = range(window);
        to.append(
                """
                      - record: %1$s%2$s
                        expr: sum by (slo) (increase(headroom_slo_events_total[%2$s]))
                """
                        .formatted(EVENTS, range));
    }

    private static void burn(StringBuilder to, Objective objective, BurnRule rule) {
        String limit = number(rule.factor() * objective.allowed());
        String selector = "{slo=\"" + objective.name() + "\"}";
        alert(
                to,
                rule.alert(objective),
                """
                          %1$s%2$s%4$s > %5$s
                            and %1$s%3$s%4$s > %5$s
                            and %6$s%2$s%4$s >= %7$d
                """
                        .formatted(
                                BAD,
                                range(rule.longWindow()),
                                range(rule.shortWindow()),
                                selector,
                                limit,
                                EVENTS,
                                rule.leastEvents(objective)));
    }

    private static void figure(StringBuilder to, Threshold threshold) {
        alert(
                to,
                threshold.rule(),
                "          headroom_figure{figure=\"%s\"} %s %s\n"
                        .formatted(
                                threshold.figure(),
                                threshold.bound().side().sign(),
                                number(threshold.bound().limit())));
    }

    private static void alert(StringBuilder to, AlertRule rule, String expression) {
        to.append("      - alert: ").append(rule.name()).append('\n');
        to.append("        expr: |\n").append(expression);
        if (rule.holdFor().isPositive()) {
            to.append("        for: ").append(range(rule.holdFor())).append('\n');
        }
        if (rule.keepFiring().isPositive()) {
            to.append("        keep_firing_for: ").append(range(rule.keepFiring())).append('\n');
        }
        to.append("        labels:\n");
        if (!rule.subject().isEmpty()) {
            to.append("          slo: ").append(rule.subject()).append('\n');
        }
        to.append("          priority: ")
                .append(rule.priority().name().toLowerCase(Locale.ROOT))
                .append('\n');
        to.append("        annotations:\n");
        to.append("          summary: ").append(quoted(rule.summary())).append('\n');
        to.append("          runbook: docs/runbook/").append(rule.name()).append(".md\n");
    }

    /// As a single-quoted YAML scalar; braces would be a template to Prometheus.
    private static String quoted(String text) {
        return "'" + text.replace("'", "''").replace("{{", "{ {") + "'";
    }

    /// Without the rounding error of 100 - 99.9.
    private static String number(double value) {
        return new BigDecimal(value).round(new MathContext(9)).stripTrailingZeros().toPlainString();
    }

    private static String range(Duration duration) {
        long seconds = duration.toSeconds();
        if (duration.toMillis() % 1_000 != 0) {
            return duration.toMillis() + "ms";
        }
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
