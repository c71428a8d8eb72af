package io.headroom.spring.cache;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/// The text of a key that an annotation made: equal keys have equal texts, different ones different
/// texts. A text is never read back.
///
/// A string is its own text, so that patterns and prefixes are written as the application writes
/// its keys; a string that begins with `#` gets `#s` before it. Everything else is `#`, a letter or
/// the name of its class, and its content; a [SimpleKey] of several arguments is a list. Numbers,
/// texts, booleans, UUIDs, enums, times, [Locale]s, records, lists, sets, maps and arrays of those
/// have a text.
final class KeyText {

    private static final List<Class<?>> NAMED_TEXTS =
            List.of(
                    BigDecimal.class,
                    BigInteger.class,
                    Double.class,
                    Float.class,
                    Short.class,
                    Byte.class,
                    Character.class,
                    Boolean.class,
                    UUID.class,
                    Locale.class);

    /// Spring gives a key's arguments away in no other way; its `toString` does not tell `("a,b")`
    /// from `("a", "b")`.
    private static final Field ARGUMENTS =
            Objects.requireNonNull(ReflectionUtils.findField(SimpleKey.class, "params"));

    static {
        ReflectionUtils.makeAccessible(ARGUMENTS);
    }

    private KeyText() {}

    /// @throws IllegalArgumentException when a key of its class has no text
    static String of(Object key) {
        if (key instanceof String text) {
            return text.startsWith("#") ? "#s" + text : text;
        }
        StringBuilder text = new StringBuilder("#");
        append(text, key);
        return text.toString();
    }

    private static void append(StringBuilder text, @Nullable Object part) {
        switch (part) {
            case null -> text.append("null");
            case String string -> quote(text, string);
            case Long number -> text.append(number.longValue());
            case Integer number -> text.append('i').append(number.intValue());
            case Enum<?> constant -> named(text, constant.getDeclaringClass(), constant.name());
            case SimpleKey key -> {
                text.append("key");
                append(text, arguments(key));
            }
            case Record fields -> append(text, fields);
            case Map<?, ?> map -> {
                text.append("map");
                sorted(text, map.entrySet().stream().map(KeyText::entry).toList());
            }
            case Set<?> set -> {
                text.append("set");
                sorted(text, set.stream().map(KeyText::nested).toList());
            }
            case Collection<?> list -> listed(text, list);
            case Temporal time -> named(text, time.getClass(), time.toString());
            default -> appendOther(text, part);
        }
    }

    private static void appendOther(StringBuilder text, Object part) {
        Class<?> type = part.getClass();
        if (NAMED_TEXTS.contains(type)) {
            named(text, type, part.toString());
        } else if (type.isArray()) {
            text.append("array[");
            for (int i = 0; i < Array.getLength(part); i++) {
                text.append(i == 0 ? "" : ",");
                append(text, Array.get(part, i));
            }
            text.append(']');
        } else {
            throw new IllegalArgumentException(
                    "A cache key of %s has no text that other nodes could share; name the key by an expression of numbers, texts, enums, times or records: key = \"#argument.id\""
                            .formatted(type));
        }
    }

    private static void append(StringBuilder text, Record fields) {
        text.append(fields.getClass().getName()).append('(');
        for (RecordComponent component : fields.getClass().getRecordComponents()) {
            text.append(component.getName()).append('=');
            append(text, value(fields, component));
            text.append(';');
        }
        text.append(')');
    }

    private static @Nullable Object arguments(SimpleKey key) {
        return ReflectionUtils.getField(ARGUMENTS, key);
    }

    private static @Nullable Object value(Record fields, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(fields);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "Component " + component + " of a cache key cannot be read", e);
        }
    }

    private static String nested(@Nullable Object part) {
        StringBuilder text = new StringBuilder();
        append(text, part);
        return text.toString();
    }

    private static String entry(Map.Entry<?, ?> entry) {
        return nested(entry.getKey()) + '=' + nested(entry.getValue());
    }

    private static void listed(StringBuilder text, Collection<?> parts) {
        text.append('[');
        String comma = "";
        for (Object part : parts) {
            text.append(comma);
            append(text, part);
            comma = ",";
        }
        text.append(']');
    }

    private static void sorted(StringBuilder text, List<String> parts) {
        text.append('[').append(String.join(",", parts.stream().sorted().toList())).append(']');
    }

    private static void named(StringBuilder text, Class<?> type, String content) {
        text.append(type.getName());
        quote(text, content);
    }

    private static void quote(StringBuilder text, String content) {
        text.append('\'').append(content.replace("\\", "\\\\").replace("'", "\\'")).append('\'');
    }
}
