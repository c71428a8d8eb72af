package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.bytes;
import static io.headroom.cache.redis.Script.string;

import io.headroom.cache.L2Read;
import io.headroom.cache.L2Store;
import io.headroom.cache.L2Token;
import io.headroom.cache.L2Write;
import io.lettuce.core.KeyValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The values of one cache in Redis.
final class RedisStore implements L2Store {

    /// Longer than any load: a token outlives its guard only if it has none.
    private static final Duration GUARD_TTL = Duration.ofDays(1);

    private final Keys keys;
    private final RedisOptions options;
    private final RedisLink link;
    private final String node;
    private final long logLength;
    private final PendingInvalidations pending = new PendingInvalidations();

    RedisStore(Keys keys, RedisOptions options, RedisLink link, String node, long logLength) {
        this.keys = keys;
        this.options = options;
        this.link = link;
        this.node = node;
        this.logLength = logLength;
    }

    @Override
    public L2Read read(String key, Duration budget) {
        return readAll(List.of(key), budget).getFirst();
    }

    @Override
    public List<L2Read> readAll(List<String> many, Duration budget) {
        Session session = link.session();
        if (session == null) {
            return unavailable(many.size());
        }
        String[] asked = new String[1 + 2 * many.size()];
        asked[0] = keys.generation();
        for (int i = 0; i < many.size(); i++) {
            asked[1 + 2 * i] = keys.guard(many.get(i));
            asked[2 + 2 * i] = keys.value(many.get(i));
        }
        return switch (session.call(budget, redis -> redis.mget(asked))) {
            case Reply.Value<List<KeyValue<String, byte[]>>>(var found) -> {
                link.succeeded();
                yield answers(session, found, budget);
            }
            case Reply.None<List<KeyValue<String, byte[]>>>(String reason) -> {
                link.failed(session, reason);
                yield unavailable(many.size());
            }
        };
    }

    private List<L2Read> answers(
            Session session, List<KeyValue<String, byte[]>> found, Duration budget) {
        int count = found.size() / 2;
        byte[] held = found.getFirst().getValueOrElse(new byte[0]);
        String generation = string(held);
        if (!generation.startsWith(session.runId())) {
            // The server was started anew, or lost it: what is stored there does not count.
            generation = renewed(session, budget);
            if (generation == null) {
                return unavailable(count);
            }
        }
        List<L2Read> answers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] guard = found.get(1 + 2 * i).getValueOrElse(new byte[0]);
            RedisToken token = new RedisToken(string(guard), generation);
            byte[] stored = found.get(2 + 2 * i).getValueOrElse(new byte[0]);
            answers.add(
                    token.stamped(stored)
                            ? new L2Read.Found(RedisToken.unstamped(stored), token)
                            : new L2Read.Absent(token));
        }
        return answers;
    }

    private @Nullable String renewed(Session session, Duration budget) {
        String fresh = RedisToken.newGeneration(session.runId());
        String[] at = {keys.generation()};
        return switch (session.value(
                budget, Script.RENEW, at, bytes(session.runId()), bytes(fresh))) {
            case Reply.Value<byte[]>(byte[] generation) -> string(generation);
            case Reply.None<byte[]>(String reason) -> {
                link.failed(session, reason);
                yield null;
            }
        };
    }

    private static List<L2Read> unavailable(int count) {
        return Collections.nCopies(count, L2Read.UNAVAILABLE);
    }

    @Override
    public CompletionStage<Fill> fill(String key, byte[] value, Duration ttl, L2Token token) {
        Session session = link.session();
        if (session == null || !(token instanceof RedisToken right)) {
            return CompletableFuture.completedStage(Fill.FAILED);
        }
        String[] at = {keys.value(key), keys.guard(key), keys.generation()};
        return session.number(
                        Script.FILL,
                        at,
                        bytes(right.guard()),
                        bytes(right.generation()),
                        bytes(Long.toString(ttl.toMillis())),
                        right.stamp(value))
                .handle((stored, failure) -> {
                    if (failure != null) {
                        link.failed(session, failure.toString());
                        return Fill.FAILED;
                    }
                    return stored == 1 ? Fill.STORED : Fill.REJECTED;
                });
    }

    @Override
    public L2Write invalidate(String key) {
        Session session = link.writable();
        L2Write written =
                session == null
                        ? new L2Write.Unacknowledged("L2 is not in use")
                        : invalidate(session, key);
        if (written instanceof L2Write.Unacknowledged(String reason)) {
            link.defer(() -> pending.add(key), reason);
        }
        return written;
    }

    private L2Write invalidate(Session session, String key) {
        String[] at = {
            keys.value(key), keys.guard(key), keys.generation(), keys.log(), keys.sequence()
        };
        Reply<List<Object>> reply =
                session.list(
                        options.writeBudget(),
                        Script.INVALIDATE,
                        at,
                        bytes(session.runId()),
                        bytes(RedisToken.newGeneration(session.runId())),
                        bytes(Long.toString(GUARD_TTL.toMillis())),
                        bytes(Long.toString(logLength)),
                        bytes(node),
                        bytes(keys.cache()),
                        bytes(key));
        return switch (reply) {
            case Reply.Value<List<Object>>(var answer) -> {
                String position = string((byte[]) answer.get(0));
                String generation = string((byte[]) answer.get(1));
                yield new L2Write.Acknowledged(position, new RedisToken(position, generation));
            }
            case Reply.None<List<Object>>(String reason) -> new L2Write.Unacknowledged(reason);
        };
    }

    @Override
    public L2Write clear() {
        Session session = link.writable();
        L2Write written =
                session == null ? new L2Write.Unacknowledged("L2 is not in use") : clear(session);
        if (written instanceof L2Write.Unacknowledged(String reason)) {
            link.defer(pending::addAll, reason);
        }
        return written;
    }

    private L2Write clear(Session session) {
        String generation = RedisToken.newGeneration(session.runId());
        String[] at = {keys.generation(), keys.log(), keys.sequence()};
        Reply<byte[]> reply =
                session.value(
                        options.writeBudget(),
                        Script.CLEAR,
                        at,
                        bytes(generation),
                        bytes(Long.toString(logLength)),
                        bytes(node),
                        bytes(keys.cache()));
        return switch (reply) {
            case Reply.Value<byte[]>(byte[] id) ->
                    new L2Write.Acknowledged(string(id), new RedisToken("", generation));
            case Reply.None<byte[]>(String reason) -> new L2Write.Unacknowledged(reason);
        };
    }

    int pending() {
        return pending.size();
    }

    /// Repeats what is pending. What went wrong, empty when nothing did.
    String replay(Session session) {
        return pending.drain(
                key -> problem(invalidate(session, key)), () -> problem(clear(session)));
    }

    private static String problem(L2Write written) {
        return written instanceof L2Write.Unacknowledged(String reason) ? reason : "";
    }
}
