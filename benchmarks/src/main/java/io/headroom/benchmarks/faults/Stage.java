package io.headroom.benchmarks.faults;

import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.RedisOptions;
import io.headroom.test.FaultProxy;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Everything of one run that a [Fault] may break: Redis, a proxy between it and each node, and the
/// nodes. Used by one thread.
final class Stage implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private final SplittableRandom random;
    private final List<FaultProxy> proxies = new ArrayList<>();
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<AutoCloseable> more = new ArrayList<>();
    private final EmbeddedRedis redis;
    private final List<Replica> replicas = new ArrayList<>();
    private String note = "";

    /// @param link what stands between it and the primary
    private record Replica(EmbeddedRedis redis, FaultProxy link) {}

    Stage(Fault fault, long seed, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        random = new SplittableRandom(seed);
        RedisOptions options = RedisOptions.temporary();
        if (fault.keepsRedisData()) {
            options = options.withSetting("appendonly", "yes");
        }
        redis = EmbeddedRedis.start(options);
        for (int i = 0; i < Node.NODES; i++) {
            proxies.add(FaultProxy.to(redis.host(), redis.port()));
        }
    }

    EmbeddedRedis redis() {
        return redis;
    }

    FaultProxy proxy(int node) {
        return proxies.get(node);
    }

    List<FaultProxy> proxies() {
        return proxies;
    }

    NodeProcess node(int number) {
        return nodes.get(number);
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    SplittableRandom random() {
        return random;
    }

    void add(NodeProcess node) {
        nodes.add(node);
    }

    /// Something that must be closed after the run.
    <C extends AutoCloseable> C closing(C closeable) {
        more.add(closeable);
        return closeable;
    }

    /// Stands beside the row in the table.
    void note(String text) {
        note = text;
    }

    String note() {
        return note;
    }

    /// Sends a command to all nodes and waits until all have answered.
    ///
    /// @return what they answered, by node
    List<String> all(String command) throws IOException, InterruptedException {
        for (NodeProcess node : nodes) {
            node.send(command);
        }
        String name = command.split(" ", 2)[0];
        List<String> answers = new ArrayList<>();
        for (NodeProcess node : nodes) {
            answers.add(node.await("done " + name, 120));
        }
        return answers;
    }

    /// Lets the workload go on for some time.
    void pause(Duration time) {
        long until = nanoTime.getAsLong() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - nanoTime.getAsLong()) {
            LockSupport.parkNanos(left);
        }
    }

    /// Runs commands on a Redis, not through the proxies.
    <T> T onRedis(int port, Function<RedisCommands<String, String>, T> use) {
        RedisURI uri = RedisURI.create("redis://127.0.0.1:" + port);
        uri.setTimeout(PATIENCE);
        RedisClient client = RedisClient.create(uri);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return use.apply(connection.sync());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    /// Starts a replica of Redis, behind a proxy of its own.
    void follow() {
        onRedis(redis.port(), commands -> commands.configSet("repl-diskless-sync-delay", "0"));
        FaultProxy replication = closing(FaultProxy.to(redis.host(), redis.port()));
        EmbeddedRedis replica =
                closing(
                        EmbeddedRedis.start(
                                RedisOptions.temporary()
                                        .withSetting(
                                                "replicaof", "127.0.0.1 " + replication.port())));
        for (int attempt = 0; attempt < 100; attempt++) {
            String info = onRedis(replica.port(), commands -> commands.info("replication"));
            if (info.contains("master_link_status:up")) {
                replicas.add(new Replica(replica, replication));
                return;
            }
            pause(Duration.ofMillis(100));
        }
        throw new IllegalStateException("the replica did not come up: " + replica.lastLog(5));
    }

    /// Lets the replica fall behind, kills the primary, and leads all nodes to the replica, as a
    /// managed Redis with one address does.
    void failOver(Duration lag) {
        Replica heir = replicas.getFirst();
        EmbeddedRedis replica = heir.redis();
        heir.link().blackhole();
        pause(lag);
        redis.kill();
        onRedis(replica.port(), RedisCommands::replicaofNoOne);
        for (FaultProxy proxy : proxies) {
            proxy.retarget(replica.host(), replica.port());
            proxy.cutOnce();
        }
    }

    /// Leaves room for less than half of what Redis holds, and writes other data into it.
    void evict(Duration time) {
        String limit =
                onRedis(
                        redis.port(),
                        commands -> {
                            long used = figure(commands.info("memory"), "used_memory");
                            long dataset = figure(commands.info("memory"), "used_memory_dataset");
                            String bytes = Long.toString(used - dataset * 6 / 10);
                            commands.configSet("maxmemory-policy", "allkeys-lru");
                            commands.configSet("maxmemory", bytes);
                            return bytes;
                        });
        String filler = "x".repeat(2_000);
        long until = nanoTime.getAsLong() + time.toNanos();
        long evicted =
                onRedis(
                        redis.port(),
                        commands -> {
                            for (long i = 0; nanoTime.getAsLong() < until; i++) {
                                try {
                                    commands.set("filler:" + i, filler);
                                } catch (RedisCommandExecutionException e) {
                                    // Full for this moment.
                                }
                                pause(Duration.ofMillis(2));
                            }
                            return figure(commands.info("stats"), "evicted_keys");
                        });
        note("%s bytes, %,d keys evicted".formatted(limit, evicted));
    }

    private static long figure(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("INFO says nothing of " + name));
    }

    @Override
    public void close() {
        nodes.forEach(NodeProcess::close);
        for (AutoCloseable closeable : more.reversed()) {
            closeQuietly(closeable);
        }
        proxies.forEach(Stage::closeQuietly);
        closeQuietly(redis);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            System.err.println("cannot close " + closeable + ": " + e);
        }
    }
}
