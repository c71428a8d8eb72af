package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.bytes;
import static io.headroom.cache.redis.Script.string;

import io.headroom.cache.L2Read;
import io.lettuce.core.KeyValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One look for values of a cache in a partition: first all of them and the head in one MGET, which
/// suffices for those that are plainly current; then a script for each of the others.
final class Question {

    /// What is asked for.
    ///
    /// @param mode `read`, `lease` or `refresh`, as `acquire.lua` says
    record Wish(String cache, String mode, Duration lease) {}

    private final Partition partition;
    private final Wish wish;
    private final List<String> many;
    private final @Nullable Session session;
    private final L2Read[] answers;
    private final List<Asked> asked = new ArrayList<>();
    private @Nullable CompletableFuture<List<KeyValue<String, byte[]>>> glance;

    private record Asked(int index, String id, CompletableFuture<List<Object>> answer) {}

    Question(Partition partition, Wish wish, List<String> many) {
        this.partition = partition;
        this.wish = wish;
        this.many = many;
        session = partition.link().session();
        answers = new L2Read[many.size()];
        Arrays.fill(answers, L2Read.UNAVAILABLE);
    }

    /// Sends the first part.
    void begin() {
        Session open = session;
        if (open != null && !wish.mode().equals("refresh")) {
            String[] names = new String[1 + many.size()];
            names[0] = partition.keys().head();
            for (int i = 0; i < many.size(); i++) {
                names[1 + i] = partition.keys().value(wish.cache(), many.get(i));
            }
            glance = open.send(redis -> redis.mget(names));
        }
    }

    /// Waits for the first part and sends the second.
    void goOn(long budgetNanos) {
        Session open = session;
        if (open == null) {
            return;
        }
        var first = glance;
        if (first == null) {
            ask(open);
            return;
        }
        switch (Session.await(first, budgetNanos)) {
            case Reply.None<List<KeyValue<String, byte[]>>> none ->
                    partition.link().failed(open, none);
            case Reply.Value<List<KeyValue<String, byte[]>>>(var found) -> {
                partition.link().succeeded();
                byte[] none = new byte[0];
                byte[] head = found.getFirst().getValueOrElse(none);
                for (int i = 0; i < many.size(); i++) {
                    byte[] value = found.get(1 + i).getValueOrElse(none);
                    answers[i] =
                            Stored.isCurrent(head, value, open.runId())
                                    ? Stored.read(value)
                                    : L2Read.ABSENT;
                }
                if (!wish.mode().equals("read")) {
                    ask(open);
                } else {
                    askForStored(open, found);
                }
            }
        }
    }

    /// Of a mere look, what is not there at all is no further question.
    private void askForStored(Session open, List<KeyValue<String, byte[]>> found) {
        for (int i = 0; i < many.size(); i++) {
            if (!found.get(1 + i).hasValue()) {
                continue;
            }
            if (!(answers[i] instanceof L2Read.Found)) {
                asked.add(new Asked(i, "", open.run(call(many.get(i), ""))));
            }
        }
    }

    private void ask(Session open) {
        List<Session.Call> calls = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < many.size(); i++) {
            if (!(answers[i] instanceof L2Read.Found)) {
                String id = RedisToken.newId();
                calls.add(call(many.get(i), id));
                places.add(i);
                ids.add(id);
            }
        }
        if (!calls.isEmpty()) {
            var sent = open.runAll(calls);
            for (int i = 0; i < sent.size(); i++) {
                asked.add(new Asked(places.get(i), ids.get(i), sent.get(i)));
            }
        }
    }

    private Session.Call call(String key, String id) {
        Keys keys = partition.keys();
        return new Session.Call(
                Script.ACQUIRE,
                List.of(keys.head(), keys.value(wish.cache(), key), keys.lease(wish.cache(), key)),
                List.of(
                        bytes(wish.mode()),
                        bytes(wish.cache()),
                        bytes(key),
                        bytes(id),
                        bytes(Math.max(1, wish.lease().toMillis()))));
    }

    /// Waits for the rest.
    ///
    /// @param deadlineNanos for all of it, by `now`
    L2Read[] end(long deadlineNanos, LongSupplier now) {
        Session open = session;
        if (open == null) {
            return answers;
        }
        boolean failed = false;
        for (Asked one : asked) {
            Reply<List<Object>> reply =
                    Session.await(one.answer(), failed ? 0 : deadlineNanos - now.getAsLong());
            answers[one.index()] =
                    switch (reply) {
                        case Reply.Value<List<Object>>(var told) -> read(told, one);
                        case Reply.None<List<Object>> none -> {
                            if (!failed) {
                                partition.link().failed(open, none);
                                failed = none.cause() != Reply.Cause.REFUSED;
                            }
                            var _ =
                                    one.answer()
                                            .thenAccept(told -> giveBack(open, read(told, one)));
                            yield L2Read.UNAVAILABLE;
                        }
                    };
        }
        if (!failed && !asked.isEmpty()) {
            partition.link().succeeded();
        }
        return answers;
    }

    private L2Read read(List<Object> told, Asked one) {
        String key = many.get(one.index());
        return switch (string((byte[]) told.getFirst())) {
            case "found" -> Stored.read((byte[]) told.get(1));
            case "busy" -> new L2Read.Busy(Duration.ofMillis(Math.max(1, (Long) told.get(1))));
            case "granted" ->
                    new L2Read.Granted(
                            new RedisToken(
                                    wish.cache(),
                                    key,
                                    string((byte[]) told.get(1)),
                                    string((byte[]) told.get(2)),
                                    one.id()));
            default -> L2Read.ABSENT;
        };
    }

    /// A lease that was granted too late must not keep others waiting.
    private void giveBack(Session open, L2Read late) {
        if (late instanceof L2Read.Granted(RedisToken token)) {
            var _ = open.run(RedisStore.release(partition, token));
        }
    }
}
