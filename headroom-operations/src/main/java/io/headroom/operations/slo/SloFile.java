package io.headroom.operations.slo;

import io.headroom.operations.alert.AlertRule;
import io.headroom.operations.alert.Bound;
import io.headroom.operations.alert.Priority;
import io.headroom.operations.alert.Threshold;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Reads [SloDefinitions] from YAML. `docs/operations.md` lists the fields; `slo.yaml` beside this
/// class is the file that holds where a service brings none.
public final class SloFile {

    private static final Set<String> COMPONENTS =
            Set.of("database", "cache", "application", "locks", "jobs", "search");
    private static final Duration DAY = Duration.ofDays(1);

    private SloFile() {}

    /// What holds where a service says nothing else.
    public static SloDefinitions defaults() {
        try (InputStream file =
                Objects.requireNonNull(SloFile.class.getResourceAsStream("slo.yaml"))) {
            return read("the shipped slo.yaml", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads a file.
    ///
    /// @param name the file's, for complaints
    /// @param file UTF-8, at most 1 MB; stays open
    /// @throws IllegalArgumentException for a file that cannot hold; the message names the file,
    ///   the field and its limit
    public static SloDefinitions read(String name, InputStream file) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        strict.setMaxAliasesForCollections(0);
        strict.setCodePointLimit(1_000_000);
        try {
            Reader text = new InputStreamReader(file, StandardCharsets.UTF_8);
            Object content = new Yaml(new SafeConstructor(strict)).load(text);
            return definitions(Fields.of("", content == null ? "" : content));
        } catch (YAMLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static SloDefinitions definitions(Fields file) {
        file.whole("version", 1, 1, 1);
        Duration period =
                file.has("period")
                        ? file.duration("period", DAY, DAY.multipliedBy(30))
                        : DAY.multipliedBy(30);
        List<Objective> objectives = new ArrayList<>();
        List<Threshold> thresholds = new ArrayList<>();
        List<?> entries = file.list("objectives", 100);
        for (int i = 0; i < entries.size(); i++) {
            objectives.add(objective(Fields.of("objectives[" + i + "]", entries.get(i))));
        }
        entries = file.list("alerts", 200);
        for (int i = 0; i < entries.size(); i++) {
            thresholds.add(threshold(Fields.of("alerts[" + i + "]", entries.get(i))));
        }
        file.refuseOthers();
        refuseTwice("objectives", objectives.stream().map(Objective::name).toList());
        refuseTwice("alerts", thresholds.stream().map(each -> each.rule().name()).toList());
        return new SloDefinitions(period, List.copyOf(objectives), List.copyOf(thresholds));
    }

    private static void refuseTwice(String path, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i))) {
                throw new IllegalArgumentException(
                        "%s[%d].name is there already: %s".formatted(path, i, names.get(i)));
            }
        }
    }

    private static Objective objective(Fields fields) {
        String name = fields.text("name");
        String description = fields.text("description");
        String component = fields.oneOf("component", COMPONENTS);
        double target = fields.number("target") / 100;
        Indicator indicator = indicator(fields);
        boolean pages = fields.truth("page", true);
        long least = fields.whole("leastEvents", 100, 1, 1_000_000_000);
        fields.refuseOthers();
        return placed(
                fields,
                () -> new Objective(name, description, component, target, indicator, pages, least));
    }

    private static Indicator indicator(Fields fields) {
        if (fields.has("figure")) {
            return new Indicator.Sampled(fields.text("figure"), bound(fields));
        }
        String source = fields.text("events");
        List<String> routes = fields.texts("routes");
        return fields.has("within")
                ? new Indicator.Timed(
                        source,
                        fields.duration("within", Duration.ofMillis(1), Duration.ofHours(1)),
                        routes)
                : new Indicator.Counted(source, routes);
    }

    /// A figure that has to stay below a limit is on its wrong side above it.
    private static Bound bound(Fields fields) {
        if (fields.has("below") == fields.has("above")) {
            throw new IllegalArgumentException(
                    fields.path("figure") + " needs one of below and above");
        }
        return fields.has("below")
                ? limit(fields, Bound.Side.ABOVE, "below")
                : limit(fields, Bound.Side.BELOW, "above");
    }

    private static Bound limit(Fields fields, Bound.Side side, String field) {
        double limit = fields.number(field);
        return placed(fields, () -> new Bound(side, limit));
    }

    private static Threshold threshold(Fields fields) {
        String name = fields.text("name");
        if (!name.matches("[A-Z][A-Za-z0-9]{0,59}")) {
            throw new IllegalArgumentException(
                    fields.path("name")
                            + " must be 1 to 60 letters and digits, the first a capital: "
                            + name);
        }
        Priority priority =
                Priority.valueOf(
                        fields.oneOf("priority", Set.of("high", "medium", "low"))
                                .toUpperCase(Locale.ROOT));
        String component = fields.oneOf("component", COMPONENTS);
        String summary = fields.text("summary");
        String figure = fields.text("figure");
        if (fields.has("below") == fields.has("above")) {
            throw new IllegalArgumentException(
                    fields.path("figure") + " needs one of below and above");
        }
        Bound bound =
                fields.has("above")
                        ? limit(fields, Bound.Side.ABOVE, "above")
                        : limit(fields, Bound.Side.BELOW, "below");
        Duration hold = fields.duration("for", Duration.ZERO, DAY);
        Duration keep =
                fields.has("keepFiring")
                        ? fields.duration("keepFiring", Duration.ZERO, DAY)
                        : BurnRule.KEEP_FIRING;
        fields.refuseOthers();
        return new Threshold(
                new AlertRule(name, "", priority, summary, hold, keep), figure, bound, component);
    }

    private interface Made<T> {
        T make();
    }

    private static <T> T placed(Fields fields, Made<T> made) {
        try {
            return made.make();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(fields.path(String.valueOf(e.getMessage())), e);
        }
    }
}
