package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.bytes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Something to be written to a partition that the other nodes must hear of.
sealed interface Change {

    /// So many keys travel in one event.
    int KEYS_PER_EVENT = 500;

    /// Keys of a cache.
    record Removal(String cache, List<String> keys) implements Change {}

    /// Tags, in all caches.
    record Tagged(List<String> tags) implements Change {}

    /// A glob of keys of a cache.
    record Matching(String cache, String glob) implements Change {}

    /// All keys of a cache.
    record Cleared(String cache) implements Change {}

    /// All of the partition.
    record Everything() implements Change {}

    /// A value that is put over another one.
    ///
    /// @param rest the value with its stamp behind the sequence
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Placed(String cache, String key, byte[] rest, String tags, long ttlMillis)
            implements Change {}

    /// The scripts that do it; the last one's place is the change's.
    default List<Session.Call> calls(Keys keys) {
        String head = keys.head();
        return switch (this) {
            case Removal(String cache, List<String> many) -> removals(head, cache, many);
            case Tagged(List<String> tags) ->
                    List.of(
                            new Session.Call(
                                    Script.INVALIDATE_TAGS, List.of(head), allBytes(tags)));
            case Matching(String cache, String glob) ->
                    List.of(matching(head, cache, Glob.parse(glob)));
            case Cleared(String cache) -> List.of(matching(head, cache, new Glob.Prefix("*", "")));
            case Everything() -> List.of(Session.Call.of(Script.VOID, head, new byte[0]));
            case Placed(String cache, String key, byte[] rest, String tags, long ttlMillis) ->
                    List.of(
                            new Session.Call(
                                    Script.PUT,
                                    List.of(head, keys.value(cache, key), keys.lease(cache, key)),
                                    List.of(
                                            bytes(cache),
                                            bytes(key),
                                            bytes(ttlMillis),
                                            bytes(tags),
                                            rest)));
        };
    }

    private static List<Session.Call> removals(String head, String cache, List<String> many) {
        List<Session.Call> calls = new ArrayList<>();
        for (int from = 0; from < many.size(); from += KEYS_PER_EVENT) {
            List<byte[]> arguments = new ArrayList<>();
            arguments.add(bytes(cache));
            int to = Math.min(many.size(), from + KEYS_PER_EVENT);
            arguments.addAll(allBytes(many.subList(from, to)));
            calls.add(new Session.Call(Script.INVALIDATE, List.of(head), arguments));
        }
        return calls;
    }

    private static Session.Call matching(String head, String cache, Glob glob) {
        return switch (glob) {
            case Glob.Prefix(String text, String prefix) ->
                    Session.Call.of(
                            Script.INVALIDATE_PREFIX,
                            head,
                            bytes(cache),
                            bytes(prefix),
                            bytes(text));
            case Glob.Barrier(String text, byte[] patterns) ->
                    Session.Call.of(
                            Script.INVALIDATE_MATCHING, head, bytes(cache), bytes(text), patterns);
        };
    }

    private static List<byte[]> allBytes(Collection<String> texts) {
        return texts.stream().map(Script::bytes).toList();
    }

    /// The same with the keys of each cache in one piece.
    static List<Change> merged(List<Change> changes) {
        Map<String, List<String>> removals = new LinkedHashMap<>();
        List<Change> merged = new ArrayList<>();
        for (Change change : changes) {
            if (change instanceof Removal(String cache, List<String> some)) {
                removals.computeIfAbsent(cache, _ -> new ArrayList<>()).addAll(some);
            } else {
                merged.add(change);
            }
        }
        removals.forEach((cache, some) -> merged.add(new Removal(cache, some)));
        return merged;
    }

    /// What is to be repeated when it was not acknowledged, in the smallest pieces. Of a put the
    /// removal: its value may be old by then.
    default Stream<Change> repetitions() {
        return switch (this) {
            case Removal(String cache, List<String> many) ->
                    many.stream().map(key -> new Removal(cache, List.of(key)));
            case Tagged(List<String> tags) -> tags.stream().map(tag -> new Tagged(List.of(tag)));
            case Placed(String cache, String key, _, _, _) ->
                    Stream.of(new Removal(cache, List.of(key)));
            case Matching _, Cleared _, Everything _ -> Stream.of(this);
        };
    }
}
