package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.string;

import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An event of the log of invalidations.
///
/// @param sequence its number, -1 for what is no event
/// @param node who wrote it
/// @param redisMillis when, by the server's clock
record LogEvent(long sequence, String node, long redisMillis, Content content) {

    /// What it says.
    sealed interface Content {}

    record Keys(String cache, List<String> keys) implements Content {}

    record Tags(List<String> tags) implements Content {}

    record Matching(String cache, String glob) implements Content {}

    record Cleared(String cache) implements Content {}

    /// A new generation begins, or nobody knows what.
    record Unknown() implements Content {}

    static LogEvent of(StreamMessage<String, byte[]> message) {
        Map<String, byte[]> fields = message.getBody();
        return new LogEvent(
                sequence(message.getId()),
                text(fields, "n"),
                number(text(fields, "t")),
                content(fields));
    }

    private static Content content(Map<String, byte[]> fields) {
        String cache = text(fields, "c");
        if (fields.containsKey("k1")) {
            return new Keys(cache, numbered(fields, "k"));
        }
        if (fields.containsKey("t1")) {
            return new Tags(numbered(fields, "t"));
        }
        if (fields.containsKey("m")) {
            return new Matching(cache, text(fields, "m"));
        }
        return fields.containsKey("x") ? new Cleared(cache) : new Unknown();
    }

    private static List<String> numbered(Map<String, byte[]> fields, String name) {
        List<String> all = new ArrayList<>();
        for (int i = 1; fields.containsKey(name + i); i++) {
            all.add(text(fields, name + i));
        }
        return all;
    }

    private static String text(Map<String, byte[]> fields, String name) {
        byte[] value = fields.get(name);
        return value == null ? "" : string(value);
    }

    private static long sequence(String id) {
        return id.endsWith("-0") ? number(id.substring(0, id.length() - 2)) : -1;
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
