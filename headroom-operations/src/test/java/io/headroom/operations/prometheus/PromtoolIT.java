package io.headroom.operations.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.headroom.operations.alert.Alert;
import io.headroom.operations.alert.AlertRule;
import io.headroom.operations.alert.Alerts;
import io.headroom.operations.alert.Bound;
import io.headroom.operations.alert.Priority;
import io.headroom.operations.alert.Threshold;
import io.headroom.operations.alert.Verdict;
import io.headroom.operations.slo.EventCount;
import io.headroom.operations.slo.Indicator;
import io.headroom.operations.slo.Objective;
import io.headroom.operations.slo.SloDefinitions;
import io.headroom.operations.slo.SloEngine;
import io.headroom.test.ManualTime;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rules as Prometheus itself sees them, by its own tool.
class PromtoolIT {

    private static final Path COMMITTED = Path.of("../deploy/prometheus/alerts");

    @TempDir private Path folder;

    private static String promtool() {
        for (String place : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path tool = Path.of(place, "promtool");
            if (Files.isExecutable(tool)) {
                return tool.toString();
            }
        }
        return abort("promtool is not there: .ci/install-promtool installs it");
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(promtool()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int status = process.waitFor();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(status).as(said.substring(0, Math.min(4_000, said.length()))).isZero();
        return said;
    }

    @Test
    void theCommittedRulesPassTheLint() throws Exception {
        assertThat(
                        run(
                                "check",
                                "rules",
                                "--lint=all",
                                "--lint-fatal",
                                COMMITTED.resolve("headroom.yml").toString(),
                                COMMITTED.resolve("catalog.yml").toString()))
                .contains("SUCCESS: 69 rules", "SUCCESS: 12 rules");
    }

    /// What a series does in each step: its good and its bad events.
    private interface Course {
        double[] events(int step);
    }

    private static Objective objective(String name, double target, boolean pages) {
        return new Objective(
                name,
                "A promise.",
                "application",
                target,
                new Indicator.Counted("requests", List.of()),
                pages,
                100);
    }

    private static Threshold threshold(String name, Bound bound, int hold, int keep) {
        return new Threshold(
                new AlertRule(
                        name,
                        "",
                        Priority.MEDIUM,
                        "A figure's limit.",
                        Duration.ofMinutes(hold),
                        Duration.ofMinutes(keep)),
                "figure." + name.toLowerCase(Locale.ROOT),
                bound,
                "application");
    }

    @Test
    void theServiceAndPrometheusComeToTheSameVerdictOverHalfADay() throws Exception {
        Map<String, Course> courses = new TreeMap<>();
        courses.put("steady", _ -> new double[] {997, 3});
        courses.put(
                "outage",
                step -> step >= 200 && step < 220 ? new double[] {0, 900} : new double[] {900, 0});
        courses.put("few", step -> step % 10 == 0 ? new double[] {0, 1} : new double[] {0, 0});
        courses.put("creeping", step -> new double[] {1_000 - step / 4.0, step / 4.0});
        Random random = new Random(3);
        int[] noise = random.ints(800, 0, 200).toArray();
        courses.put("noisy", step -> new double[] {1_000 - noise[step], noise[step]});
        courses.put(
                "ticketed",
                step -> step % 120 < 40 ? new double[] {500, 500} : new double[] {1_000, 0});
        Set<Objective> objectives =
                Set.of(
                        objective("steady", 0.99, true),
                        objective("outage", 0.999, true),
                        objective("few", 0.99, true),
                        objective("creeping", 0.99, true),
                        objective("noisy", 0.98, true),
                        objective("ticketed", 0.95, false));
        compare(objectives, courses, Duration.ofMinutes(1), 720, 7);
    }

    @Test
    void theServiceAndPrometheusComeToTheSameVerdictOverFiveDays() throws Exception {
        Map<String, Course> courses = new TreeMap<>();
        courses.put("slow", step -> new double[] {4_920, step < 600 ? 80 : 10});
        courses.put(
                "daily",
                step -> step % 288 < 60 ? new double[] {4_000, 400} : new double[] {5_000, 0});
        compare(
                Set.of(objective("slow", 0.99, true), objective("daily", 0.99, true)),
                courses,
                Duration.ofMinutes(5),
                1_440,
                11);
    }

    private static final class Totals implements EventCount {

        private double good;
        private double bad;
        private final List<String> goodSeries = new ArrayList<>();
        private final List<String> badSeries = new ArrayList<>();

        void add(double[] events) {
            good += events[0];
            bad += events[1];
            note();
        }

        void note() {
            goodSeries.add(Double.toString(good));
            badSeries.add(Double.toString(bad));
        }

        @Override
        public double good() {
            return good;
        }

        @Override
        public double bad() {
            return bad;
        }
    }

    /// Runs both through the same series and asks Prometheus for what the service said.
    private void compare(
            Set<Objective> objectives,
            Map<String, Course> courses,
            Duration step,
            int steps,
            int questionEvery)
            throws IOException, InterruptedException {
        List<Threshold> thresholds =
                List.of(
                        threshold("Swings", new Bound(Bound.Side.ABOVE, 0.5), 3, 10),
                        threshold("Falls", new Bound(Bound.Side.BELOW, 0.2), 0, 0),
                        threshold("Holds", new Bound(Bound.Side.ABOVE, 0.3), 10, 0));
        SloDefinitions definitions =
                new SloDefinitions(Duration.ofDays(30), List.copyOf(objectives), thresholds);
        Map<String, EventCount> counts = new HashMap<>();
        courses.keySet().forEach(name -> counts.put(name, new Totals()));
        ManualTime time = new ManualTime(Instant.EPOCH);
        SloEngine engine = new SloEngine(definitions, counts, time);
        Alerts alerts = new Alerts(time);
        List<String> figure = new ArrayList<>();
        Random random = new Random(5);
        StringBuilder questions = new StringBuilder();
        Set<String> fired = new TreeSet<>();
        double value = 0.4;
        for (int i = 0; i <= steps; i++) {
            int at = i;
            courses.forEach((name, course) -> {
                if (counts.get(name) instanceof Totals totals) {
                    if (at == 0) {
                        totals.note();
                    } else {
                        totals.add(course.events(at - 1));
                    }
                }
            });
            value = Math.clamp(value + random.nextGaussian() * 0.07, 0, 1);
            double now = value;
            figure.add(Double.toString(now));
            engine.sample();
            List<Verdict> verdicts = new ArrayList<>(SloEngine.verdicts(engine.status()));
            thresholds.forEach(each -> verdicts.add(each.judge(now)));
            alerts.evaluate(verdicts);
            if (i % questionEvery == 0) {
                for (String name : definitions.alertNames()) {
                    List<Alert> firing =
                            alerts.active().stream()
                                    .filter(alert -> alert.state() == Alert.State.FIRING)
                                    .filter(alert -> alert.rule().name().equals(name))
                                    .toList();
                    firing.forEach(alert -> fired.add(alert.rule().id()));
                    question(questions, name, step.multipliedBy(i), firing, thresholds);
                }
            }
            time.advance(step);
        }
        Files.writeString(folder.resolve("rules.yml"), PrometheusRules.of(definitions));
        StringBuilder test = new StringBuilder("rule_files: [rules.yml]\n");
        test.append("evaluation_interval: ").append(step.toSeconds()).append("s\ntests:\n");
        test.append("  - interval: ").append(step.toSeconds()).append("s\n    input_series:\n");
        counts.forEach((name, count) -> {
            if (count instanceof Totals totals) {
                series(test, events(name, "good"), totals.goodSeries);
                series(test, events(name, "bad"), totals.badSeries);
            }
        });
        for (Threshold each : thresholds) {
            series(test, "headroom_figure{figure=\"" + each.figure() + "\"}", figure);
        }
        test.append("    alert_rule_test:\n").append(questions);
        Path file = folder.resolve("test.yml");
        Files.writeString(file, test);
        run("test", "rules", file.toString());
        assertThat(fired).as("the series make alerts").hasSizeGreaterThan(4);
    }

    private static String events(String name, String result) {
        return "headroom_slo_events_total{slo=\"%s\",result=\"%s\"}".formatted(name, result);
    }

    private static void series(StringBuilder to, String series, List<String> values) {
        to.append("      - series: '").append(series).append("'\n        values: '");
        to.append(String.join(" ", values)).append("'\n");
    }

    private static void question(
            StringBuilder to,
            String name,
            Duration at,
            List<Alert> firing,
            List<Threshold> thresholds) {
        to.append("      - eval_time: ").append(at.toMinutes()).append("m\n");
        to.append("        alertname: ").append(name).append('\n');
        to.append("        exp_alerts:\n");
        for (Alert alert : firing) {
            AlertRule rule = alert.rule();
            String label =
                    thresholds.stream()
                            .filter(each -> each.rule().name().equals(name))
                            .map(each -> "figure: " + each.figure())
                            .findFirst()
                            .orElse("slo: " + rule.subject());
            to.append("          - exp_labels: {priority: ")
                    .append(rule.priority().name().toLowerCase(Locale.ROOT))
                    .append(", ")
                    .append(label)
                    .append("}\n            exp_annotations:\n              summary: '")
                    .append(rule.summary().replace("'", "''"))
                    .append("'\n              runbook: docs/runbook/")
                    .append(name)
                    .append(".md\n");
        }
    }
}
