package io.headroom.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The samples of a page in Prometheus' text format (version 0.0.4), or OpenMetrics. What is no
/// sample is skipped. Immutable.
final class PrometheusText {

    private static final Pattern SAMPLE =
            Pattern.compile(
                    "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})?\\s+([-+]?(?:[0-9.]+(?:[eE][-+]?[0-9]+)?|Inf|NaN))(?:\\s.*)?");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /// @param labels in the order of the page
    record Sample(String name, Map<String, String> labels, double value) {

        boolean has(Map<String, String> wanted) {
            return labels.entrySet().containsAll(wanted.entrySet());
        }
    }

    private final Map<String, List<Sample>> samples;

    private PrometheusText(Map<String, List<Sample>> samples) {
        this.samples = samples;
    }

    static PrometheusText parse(String text) {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        text.lines()
                .filter(line -> !line.isBlank() && line.charAt(0) != '#')
                .map(SAMPLE::matcher)
                .filter(Matcher::matches)
                .forEach(match ->
                        samples.computeIfAbsent(match.group(1), name -> new ArrayList<>())
                                .add(sample(match)));
        return new PrometheusText(samples);
    }

    private static Sample sample(Matcher match) {
        Map<String, String> labels = new LinkedHashMap<>();
        String inBraces = match.group(2);
        if (inBraces != null) {
            Matcher label = LABEL.matcher(inBraces);
            while (label.find()) {
                labels.put(label.group(1), unescaped(label.group(2)));
            }
        }
        return new Sample(match.group(1), labels, number(match.group(3)));
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException _) {
                    yield Double.NaN;
                }
            }
        };
    }

    boolean has(String name) {
        return samples.containsKey(name);
    }

    /// All samples of a name.
    List<Sample> all(String name) {
        return samples.getOrDefault(name, List.of());
    }

    /// The sum of the samples of a name with the given labels; empty when there is none.
    OptionalDouble sum(String name, Map<String, String> labels) {
        double[] values = values(name, labels);
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return OptionalDouble.of(sum);
    }

    OptionalDouble sum(String name) {
        return sum(name, Map.of());
    }

    /// The highest of the samples of a name.
    OptionalDouble max(String name) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values(name, Map.of())) {
            max = Math.max(max, value);
        }
        return max == Double.NEGATIVE_INFINITY ? OptionalDouble.empty() : OptionalDouble.of(max);
    }

    private double[] values(String name, Map<String, String> labels) {
        return all(name).stream()
                .filter(sample -> sample.has(labels))
                .mapToDouble(Sample::value)
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }
}
