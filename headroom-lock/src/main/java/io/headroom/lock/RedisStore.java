package io.headroom.lock;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Leases on one Redis or in a cluster: a key by its owner, deleted and prolonged by nobody else.
final class RedisStore implements LockStore {

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

    @Override
    public CompletionStage<Answer> acquire(Claim claim) {
        return server.run(
                        LockScript.ACQUIRE,
                        keys(claim.name(), "", ":token", ":waiting"),
                        claim.owner(),
                        millis(claim.lease()),
                        Long.toString(claim.floor()),
                        Long.toString(claim.announceMillis()))
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
        return server.run(LockScript.EXTEND, keys(name, ""), owner, millis(lease))
                .thenApply(said -> said.getFirst().equals("1"));
    }

    @Override
    public CompletionStage<Boolean> release(String name, String owner) {
        return server.run(LockScript.RELEASE, keys(name, "", ":waiting"), owner, channel, name)
                .thenApply(said -> said.getFirst().equals("1"));
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
