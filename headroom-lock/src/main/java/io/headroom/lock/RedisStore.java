package io.headroom.lock;

import io.headroom.lock.RedisScripts.Taking;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Leases on one Redis or in a cluster: a key by its owner, deleted and prolonged by nobody else.
final class RedisStore implements LockStore {

    /// As in `head.lua`: how many tokens an owner's process gets, what tokens begin above, and of
    /// how many owners one prolongs the time for which the last token is kept.
    private static final long TOKENS = 32;

    private static final long SET_BY_CLOCK = 1_000_000_000_000_000L;
    private static final long KEPT_EVERY = 64;

    private final RedisScripts server;
    private final String prefix;
    private final String channel;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    RedisStore(RedisLockOptions options, LongSupplier nanoTime) {
        server =
                options.cluster()
                        ? new RedisCluster(options, nanoTime)
                        : new RedisServer(options, RedisClient.create(), nanoTime);
        prefix = options.keyPrefix() + ":lock:{";
        channel = options.keyPrefix() + ":lock:free";
    }

    @Override
    public Duration patience() {
        return server.patience();
    }

    /// Who does not wait asks without a script, which costs the server several times as much as
    /// what it does. The token is minted by a command of its own behind the lease's: it can only be
    /// answered in time, and so be used, where the lease had not ended in between.
    @Override
    public CompletionStage<Answer> acquire(Claim claim) {
        if (claim.announceMillis() > 0) {
            return server.run(
                            LockScript.ACQUIRE,
                            keys(claim.name(), "", ":token", ":waiting"),
                            claim.owner(),
                            millis(claim.lease()),
                            Long.toString(claim.floor()),
                            Long.toString(claim.announceMillis()))
                    .thenApply(RedisStore::claimed);
        }
        String[] keys = keys(claim.name(), "", ":token");
        return server.take(keys[0], claim.owner(), millis(claim.lease()), keys[1], TOKENS)
                .thenCompose(taking -> taken(claim, keys[1], taking));
    }

    private CompletionStage<Answer> taken(Claim claim, String tokens, Taking taking) {
        if (!taking.taken()) {
            return CompletableFuture.completedFuture(new Answer.Taken(Answer.Taken.UNKNOWN));
        }
        long last = taking.counter();
        long token = last - TOKENS + 1;
        boolean plain =
                last >= SET_BY_CLOCK && token > claim.floor() && last / TOKENS % KEPT_EVERY != 0;
        return plain
                ? CompletableFuture.completedFuture(new Answer.Granted(token, last, false))
                : server.run(
                                LockScript.MINT,
                                new String[] {tokens},
                                Long.toString(claim.floor()),
                                Long.toString(last))
                        .thenApply(RedisStore::claimed);
    }

    private static Answer claimed(List<String> said) {
        return switch (said.getFirst()) {
            case "1" ->
                    new Answer.Granted(
                            Long.parseLong(said.get(1)),
                            Long.parseLong(said.get(3)),
                            said.get(2).equals("1"));
            default -> new Answer.Taken(Math.max(0, Long.parseLong(said.get(1))));
        };
    }

    @Override
    public CompletionStage<Boolean> extend(String name, String owner, Duration lease) {
        return server.count(LockScript.EXTEND, keys(name, ""), owner, millis(lease))
                .thenApply(held -> held > 0);
    }

    @Override
    public CompletionStage<Boolean> release(String name, String owner) {
        String[] keys = keys(name, "", ":waiting");
        return server.count(LockScript.RELEASE, keys, owner)
                .thenApply(deleted -> {
                    if (deleted > 1) {
                        server.publish(keys[0], channel, name);
                    }
                    return deleted > 0;
                });
    }

    @Override
    public CompletionStage<Answer> handOver(String owner, Claim next, boolean yield) {
        return server.run(
                        LockScript.HAND_OVER,
                        keys(next.name(), "", ":token", ":waiting"),
                        owner,
                        next.owner(),
                        millis(next.lease()),
                        Long.toString(next.floor()),
                        yield ? "1" : "0",
                        channel,
                        next.name())
                .thenApply(RedisStore::handedOver);
    }

    private static Answer handedOver(List<String> said) {
        return switch (said.getFirst()) {
            case "0" -> new Answer.NotHeld();
            case "2" -> new Answer.Yielded();
            default -> claimed(said);
        };
    }

    @Override
    public void onFreed(Consumer<String> freed) {
        listeners.add(freed);
    }

    @Override
    public void listen() {
        server.listen(channel, name -> listeners.forEach(each -> each.accept(name)));
    }

    @Override
    public void close() {
        server.close();
    }

    private String[] keys(String name, String... ends) {
        // The first `}` ends what a cluster hashes.
        String tag =
                name.indexOf('}') < 0 && name.indexOf('%') < 0
                        ? name
                        : name.replace("%", "%25").replace("}", "%7D");
        String[] keys = new String[ends.length];
        for (int i = 0; i < ends.length; i++) {
            keys[i] = prefix + tag + "}" + ends[i];
        }
        return keys;
    }

    private static String millis(Duration duration) {
        return Long.toString(Math.max(1, duration.toMillis()));
    }
}
