package io.headroom.operations.slo;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A mapping of a YAML file, whose every complaint names the field by its path. Fields that nobody
/// asked for are refused at the end.
final class Fields {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private final String path;
    private final Map<?, ?> values;
    private final Set<String> asked = new HashSet<>();

    private Fields(String path, Map<?, ?> values) {
        this.path = path;
        this.values = values;
    }

    static Fields of(String path, Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Fields(path, map);
        }
        throw new IllegalArgumentException(
                (path.isEmpty() ? "the file" : path) + " must be a mapping of fields");
    }

    String path(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    boolean has(String field) {
        return values.get(field) != null;
    }

    private Object value(String field) {
        asked.add(field);
        Object value = values.get(field);
        if (value == null) {
            throw new IllegalArgumentException(path(field) + " is missing");
        }
        return value;
    }

    String text(String field) {
        if (value(field) instanceof String text && !text.isBlank() && text.length() <= 300) {
            return text.strip();
        }
        throw new IllegalArgumentException(path(field) + " must be a text of 1 to 300 characters");
    }

    String text(String field, String otherwise) {
        return has(field) ? text(field) : otherwise;
    }

    double number(String field) {
        if (value(field) instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException(path(field) + " must be a number: " + value(field));
    }

    long whole(String field, long otherwise, long least, long most) {
        if (!has(field)) {
            return otherwise;
        }
        if (value(field) instanceof Integer number && number >= least && number <= most) {
            return number;
        }
        throw new IllegalArgumentException(
                "%s must be a whole number from %d to %d: %s"
                        .formatted(path(field), least, most, value(field)));
    }

    boolean truth(String field, boolean otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        if (value(field) instanceof Boolean truth) {
            return truth;
        }
        throw new IllegalArgumentException(path(field) + " must be true or false: " + value(field));
    }

    Duration duration(String field, Duration least, Duration most) {
        Object value = value(field);
        Matcher text = DURATION.matcher(value.toString());
        if (text.matches()) {
            long count = Long.parseLong(text.group(1));
            Duration duration =
                    switch (text.group(2)) {
                        case "ms" -> Duration.ofMillis(count);
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    };
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
        }
        throw new IllegalArgumentException(
                "%s must be a duration from %s to %s, such as 500ms, 5m or 30d: %s"
                        .formatted(path(field), words(least), words(most), value));
    }

    private static String words(Duration duration) {
        if (duration.toMillis() % 1_000 != 0) {
            return duration.toMillis() + "ms";
        }
        return duration.toSeconds() % 86_400 == 0 && duration.isPositive()
                ? duration.toDays() + "d"
                : duration.toSeconds() + "s";
    }

    String oneOf(String field, Set<String> words) {
        String text = text(field);
        if (words.contains(text)) {
            return text;
        }
        throw new IllegalArgumentException(
                "%s must be one of %s: %s"
                        .formatted(
                                path(field),
                                String.join(", ", words.stream().sorted().toList()),
                                text));
    }

    List<String> texts(String field) {
        if (!has(field)) {
            return List.of();
        }
        if (value(field) instanceof List<?> list
                && list.size() <= 100
                && list.stream().allMatch(each -> each instanceof String)) {
            return list.stream().map(Object::toString).toList();
        }
        throw new IllegalArgumentException(path(field) + " must be a list of at most 100 texts");
    }

    List<?> list(String field, int most) {
        asked.add(field);
        if (!has(field)) {
            return List.of();
        }
        if (value(field) instanceof List<?> list && list.size() <= most) {
            return list;
        }
        throw new IllegalArgumentException(
                path(field) + " must be a list of at most " + most + " entries");
    }

    /// To be called when everything was asked for.
    void refuseOthers() {
        for (Object key : values.keySet()) {
            if (!asked.contains(String.valueOf(key))) {
                throw new IllegalArgumentException(
                        "%s is not a known field; there are %s"
                                .formatted(
                                        path(String.valueOf(key)),
                                        String.join(", ", asked.stream().sorted().toList())));
            }
        }
    }
}
