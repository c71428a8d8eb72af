package io.headroom.marketplace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/// The committed alert rules, in a Prometheus that scrapes the shop while it is used.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlertRulesIT {

    private static final Path FOLDER = Path.of("../deploy/prometheus/alerts");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final RunningShop SHOP = SharedShop.get();

    /// What stands in an expression where a metric could and is none.
    private static final Pattern NO_METRIC =
            Pattern.compile(
                    "\\[[^]]*]|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)|\"[^\"]*\""
                            + "|\\b(?:and|or|unless|bool|offset)\\b");

    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w:.])([a-zA-Z_:][\\w:]*)(?!\\w|\\s*\\()");

    private RunningPrometheus prometheus;

    /// A rule of a file.
    ///
    /// @param record what it records; empty for an alert
    record Rule(String name, String record, String expression) {}

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        prometheus = RunningPrometheus.scraping(SHOP, folder, files());
    }

    @AfterAll
    void stop() {
        if (prometheus != null) {
            prometheus.close();
        }
    }

    private static List<Path> files() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Rule> rules() throws IOException {
        List<Rule> all = new ArrayList<>();
        for (Path file : files()) {
            Map<?, ?> content = new Yaml().load(Files.readString(file));
            for (Object group : list(content, "groups")) {
                for (Object each : list((Map<?, ?>) group, "rules")) {
                    Map<?, ?> rule = (Map<?, ?>) each;
                    Object record = rule.get("record");
                    all.add(
                            new Rule(
                                    String.valueOf(record == null ? rule.get("alert") : record),
                                    record == null ? "" : record.toString(),
                                    String.valueOf(rule.get("expr"))));
                }
            }
        }
        return all;
    }

    private static List<?> list(Map<?, ?> of, String field) {
        return (List<?>) Objects.requireNonNull(of.get(field), field);
    }

    /// The metrics of an expression with what is asked of their labels, `up{job="shop"}`.
    private static Set<String> selectors(String expression) {
        Set<String> found = new LinkedHashSet<>();
        // Strings are kept where they belong to labels: these are taken out first.
        Matcher labelled = Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*\\{[^}]*}").matcher(expression);
        StringBuilder rest = new StringBuilder();
        while (labelled.find()) {
            found.add(labelled.group());
            labelled.appendReplacement(rest, " ");
        }
        labelled.appendTail(rest);
        Matcher bare = SELECTOR.matcher(NO_METRIC.matcher(rest).replaceAll(" "));
        while (bare.find()) {
            found.add(bare.group(1));
        }
        return found;
    }

    @Test
    void whatAnExpressionAsksForIsFound() {
        assertThat(
                        selectors(
                                """
                                histogram_quantile(0.95, sum by (le) (rate(a_bucket{x="1e5"}[5m]))) > 0.5
                                  and on (job) sum(b:c:d) unless e offset 5m < 1e9 or max(f{g=~"h|i"}) by (le)
                                """))
                .containsExactlyInAnyOrder("a_bucket{x=\"1e5\"}", "b:c:d", "e", "f{g=~\"h|i\"}");
    }

    @Test
    void everyRuleAsksForWhatTheShopTells() throws Exception {
        List<Rule> rules = rules();
        assertThat(rules).hasSizeGreaterThan(40);
        Set<String> recorded = new HashSet<>();
        rules.forEach(rule -> recorded.add(rule.record()));
        Set<String> missing = new LinkedHashSet<>();
        for (Rule rule : rules) {
            Set<String> asked = selectors(rule.expression());
            assertThat(asked).as(rule.name()).isNotEmpty();
            asked.removeIf(selector -> recorded.contains(selector.replaceAll("\\{.*", "").strip()));
            missing.addAll(asked);
        }
        assertThat(missing).hasSizeGreaterThan(20);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int round = 0; !missing.isEmpty() && System.nanoTime() < deadline; round++) {
            ShopUse.round(SHOP, round);
            for (String selector : List.copyOf(missing)) {
                if (isThere(selector)) {
                    missing.remove(selector);
                }
            }
        }
        assertThat(missing).as("asked for, and told by nobody").isEmpty();
        assertThat(isThere("headroom_figures{figure=\"pool.utilisation_ratio\"}")).isFalse();
    }

    private boolean isThere(String selector) throws InterruptedException {
        try {
            return !prometheus.query("count(" + selector + ")").isEmpty();
        } catch (IOException notUpYet) {
            return false;
        }
    }

    @Test
    void everyRuleIsEvaluatedWithoutAnError() throws Exception {
        int expected = rules().size();
        List<String> healthy = List.of();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (healthy.size() < expected && System.nanoTime() < deadline) {
            ShopUse.round(SHOP, 1);
            healthy = evaluated();
        }
        assertThat(healthy).hasSize(expected);
    }

    private List<String> evaluated() throws InterruptedException {
        List<String> names = new ArrayList<>();
        try {
            for (JsonNode group : prometheus.ask("/api/v1/rules").path("data").path("groups")) {
                for (JsonNode rule : group.path("rules")) {
                    assertThat(rule.path("lastError").asString(""))
                            .as(rule.path("query").asString())
                            .isEmpty();
                    if (rule.path("health").asString().equals("ok")) {
                        names.add(rule.path("name").asString());
                    }
                }
            }
        } catch (IOException notUpYet) {
            return List.of();
        }
        return names;
    }
}
