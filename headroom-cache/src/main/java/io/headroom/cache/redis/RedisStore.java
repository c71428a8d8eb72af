package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.bytes;

import io.headroom.cache.Coherence;
import io.headroom.cache.L2Read;
import io.headroom.cache.L2Store;
import io.headroom.cache.L2Token;
import io.headroom.cache.L2Write;
import io.headroom.cache.SessionToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The values of one cache in Redis.
final class RedisStore implements L2Store {

    /// Nobody waits for a fill, and thousands may be under way.
    private static final Duration FILL_LIMIT = Duration.ofSeconds(5);

    private final String cache;
    private final RedisOptions options;
    private final Partitions partitions;
    private final LongSupplier nanos;

    RedisStore(String cache, RedisOptions options, Partitions partitions, LongSupplier nanos) {
        this.cache = cache;
        this.options = options;
        this.partitions = partitions;
        this.nanos = nanos;
    }

    @Override
    public Coherence coherence(String key) {
        return partitions.of(key).follower().coherence();
    }

    @Override
    public boolean hasApplied(String key, SessionToken token) {
        return token.isSeenAt(partitions.of(key).follower().reached());
    }

    @Override
    public List<L2Read> read(List<String> keys, Duration budget) {
        return ask(new Question.Wish(cache, "read", Duration.ZERO), keys, budget);
    }

    @Override
    public List<L2Read> readOrLease(List<String> keys, Duration lease, Duration budget) {
        return ask(new Question.Wish(cache, "lease", lease), keys, budget);
    }

    @Override
    public L2Read leaseToRefresh(String key, Duration lease, Duration budget) {
        return ask(new Question.Wish(cache, "refresh", lease), List.of(key), budget).getFirst();
    }

    private List<L2Read> ask(Question.Wish wish, List<String> keys, Duration budget) {
        long deadline = nanos.getAsLong() + budget.toNanos();
        if (partitions.count() == 1 || keys.size() == 1) {
            return keys.isEmpty()
                    ? List.of()
                    : Arrays.asList(
                            answers(
                                            List.of(
                                                    new Question(
                                                            partitions.of(keys.getFirst()),
                                                            wish,
                                                            keys)),
                                            deadline)
                                    .getFirst());
        }
        L2Read[] all = new L2Read[keys.size()];
        Map<Integer, List<Integer>> places = new TreeMap<>();
        for (int i = 0; i < all.length; i++) {
            places.computeIfAbsent(partitions.of(keys.get(i)).index(), _ -> new ArrayList<>())
                    .add(i);
        }
        List<Question> questions = new ArrayList<>();
        places.forEach((partition, some) ->
                questions.add(
                        new Question(
                                partitions.at(partition),
                                wish,
                                some.stream().map(keys::get).toList())));
        List<L2Read[]> answers = answers(questions, deadline);
        int question = 0;
        for (List<Integer> some : places.values()) {
            L2Read[] these = answers.get(question++);
            for (int i = 0; i < these.length; i++) {
                all[some.get(i)] = these[i];
            }
        }
        return Arrays.asList(all);
    }

    private List<L2Read[]> answers(List<Question> questions, long deadline) {
        questions.forEach(Question::begin);
        questions.forEach(question -> question.goOn(deadline - nanos.getAsLong()));
        return questions.stream().map(question -> question.end(deadline, nanos)).toList();
    }

    @Override
    public void renew(L2Token token, Duration lease) {
        if (token instanceof RedisToken held) {
            Partition partition = partitions.of(held.key());
            Session session = partition.link().session();
            if (session != null) {
                var _ =
                        session.run(
                                new Session.Call(
                                        Script.PROLONG,
                                        leaseOf(partition, held),
                                        List.of(
                                                bytes(held.text()),
                                                bytes(Math.max(1, lease.toMillis())))));
            }
        }
    }

    @Override
    public void release(L2Token token) {
        if (token instanceof RedisToken held) {
            Partition partition = partitions.of(held.key());
            Session session = partition.link().session();
            if (session != null) {
                var _ = session.run(release(partition, held));
            }
        }
    }

    static Session.Call release(Partition partition, RedisToken token) {
        return new Session.Call(
                Script.RELEASE, leaseOf(partition, token), List.of(bytes(token.text())));
    }

    private static List<String> leaseOf(Partition partition, RedisToken token) {
        Keys keys = partition.keys();
        return List.of(keys.head(), keys.lease(token.cache(), token.key()));
    }

    @Override
    public CompletionStage<Fill> fill(
            L2Token token, byte[] value, Collection<String> tags, Duration ttl) {
        if (!(token instanceof RedisToken held)) {
            return CompletableFuture.completedStage(Fill.REJECTED);
        }
        Partition partition = partitions.of(held.key());
        Session session = partition.link().session();
        if (session == null) {
            return CompletableFuture.completedStage(Fill.FAILED);
        }
        Keys keys = partition.keys();
        String names = Stored.joined(tags);
        Session.Call call =
                new Session.Call(
                        Script.FILL,
                        List.of(
                                keys.head(),
                                keys.value(cache, held.key()),
                                keys.lease(cache, held.key())),
                        List.of(
                                bytes(held.generation()),
                                bytes(held.sequence()),
                                bytes(held.id()),
                                bytes(cache),
                                bytes(held.key()),
                                bytes(Math.max(1, ttl.toMillis())),
                                bytes(names),
                                Stored.stamped(held, Stored.rest(names, value))));
        return session.run(call)
                .orTimeout(FILL_LIMIT.toNanos(), TimeUnit.NANOSECONDS)
                .handle((answer, failure) -> {
                    if (failure != null) {
                        partition.link().failed(session, Session.none(failure));
                        return Fill.FAILED;
                    }
                    return answer.getFirst().equals(1L) ? Fill.STORED : Fill.REJECTED;
                });
    }

    @Override
    public L2Write put(String key, byte[] value, Collection<String> tags, Duration ttl) {
        String names = Stored.joined(tags);
        Change change =
                new Change.Placed(
                        cache, key, Stored.rest(names, value), names, Math.max(1, ttl.toMillis()));
        return write(List.of(new RedisReceipt.Part(partitions.of(key), change)));
    }

    @Override
    public L2Write invalidate(Collection<String> keys) {
        Map<Integer, List<String>> parts = new TreeMap<>();
        for (String key : new LinkedHashSet<>(keys)) {
            parts.computeIfAbsent(partitions.of(key).index(), _ -> new ArrayList<>()).add(key);
        }
        List<RedisReceipt.Part> changes = new ArrayList<>();
        parts.forEach((partition, some) ->
                changes.add(
                        new RedisReceipt.Part(
                                partitions.at(partition), new Change.Removal(cache, some))));
        return write(changes);
    }

    @Override
    public L2Write invalidateMatching(String glob) {
        return write(partitions.everywhere(new Change.Matching(cache, glob)));
    }

    @Override
    public L2Write clear() {
        return write(partitions.everywhere(new Change.Cleared(cache)));
    }

    private L2Write write(List<RedisReceipt.Part> parts) {
        return RedisReceipt.write(parts, options.writeBudget(), nanos);
    }
}
