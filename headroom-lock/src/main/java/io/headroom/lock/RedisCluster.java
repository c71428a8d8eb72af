package io.headroom.lock;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A Redis Cluster: each name is kept by the primary of its slot, on a connection of its own.
///
/// Which node has which slot is asked when it is needed for the first time, when a node says that a
/// slot is another's, and, at most every 100 ms, after a failure. Only what a node refused to run,
/// since the slot is another's, is sent again, once and to the node that it named: for moments
/// after a fail-over others name the old one. While a slot moves, its locks are unavailable.
final class RedisCluster implements RedisScripts {

    private static final long RETRY_NANOS = Duration.ofMillis(100).toNanos();

    private record Node(String host, int port) {}

    private record Range(int last, Node primary) {}

    private final RedisLockOptions options;
    private final LongSupplier nanoTime;
    private final ClientResources resources = DefaultClientResources.create();
    private final Set<Node> seeds = new HashSet<>();
    private final ConcurrentMap<Node, RedisServer> servers = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable CompletableFuture<NavigableMap<Integer, Range>>>
            asking = new AtomicReference<>();
    private final AtomicInteger turn = new AtomicInteger();

    /// By the first slot of each range.
    private volatile NavigableMap<Integer, Range> slots = new TreeMap<>();

    private volatile boolean doubtful;

    /// The node that was named last as having a slot now.
    private volatile @Nullable Node named;

    private volatile long askedNanos;

    RedisCluster(RedisLockOptions options, LongSupplier nanoTime) {
        this.options = options;
        this.nanoTime = nanoTime;
        askedNanos = nanoTime.getAsLong() - 2 * RETRY_NANOS;
        for (URI uri : options.uris()) {
            Node node = new Node(uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort());
            seeds.add(node);
            servers.put(node, connectedTo(node));
        }
    }

    /// Whether a server did not run a command because the slot is another's or moves.
    static boolean isElsewhere(RedisCommandExecutionException refused) {
        String message = String.valueOf(refused.getMessage());
        return message.startsWith("MOVED ")
                || message.startsWith("ASK ")
                || message.startsWith("TRYAGAIN ");
    }

    /// The node in `MOVED 3999 127.0.0.1:6381`; null where the one that says so does not know its
    /// address.
    private static @Nullable Node named(String moved) {
        String address = moved.substring(moved.lastIndexOf(' ') + 1);
        int colon = address.lastIndexOf(':');
        try {
            return colon < 1
                    ? null
                    : new Node(
                            address.substring(0, colon),
                            Integer.parseInt(address.substring(colon + 1)));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private RedisServer connectedTo(Node node) {
        URI seed = options.uris().getFirst();
        try {
            URI uri =
                    new URI(
                            seed.getScheme(),
                            seed.getUserInfo(),
                            node.host(),
                            node.port(),
                            null,
                            null,
                            null);
            RedisLockOptions one =
                    new RedisLockOptions(
                            List.of(uri),
                            false,
                            options.keyPrefix(),
                            options.connectTimeout(),
                            options.patience());
            return new RedisServer(one, RedisClient.create(resources), nanoTime);
        } catch (URISyntaxException e) {
            throw new RedisException("A node of the cluster has no usable address: " + node, e);
        }
    }

    @Override
    public Duration patience() {
        NavigableMap<Integer, Range> known = slots;
        for (Range range : known.values()) {
            if (!server(range.primary()).wasEverConnected()) {
                return options.patience().plus(options.connectTimeout());
            }
        }
        return known.isEmpty()
                ? options.patience().plus(options.connectTimeout()).multipliedBy(2)
                : options.patience();
    }

    @Override
    public CompletionStage<List<String>> run(
            LockScript script, String[] keys, String... arguments) {
        return ask(keys[0], server -> server.run(script, keys, arguments));
    }

    @Override
    public CompletionStage<Long> count(LockScript script, String[] keys, String... arguments) {
        return ask(keys[0], server -> server.count(script, keys, arguments));
    }

    @Override
    public CompletionStage<Taking> take(
            String key, String value, String millis, String counter, long step) {
        return ask(key, server -> server.take(key, value, millis, counter, step));
    }

    @Override
    public void publish(String key, String channel, String message) {
        var _ =
                primary(SlotHash.getSlot(key))
                        .thenAccept(server -> server.publish(key, channel, message));
    }

    private <T> CompletionStage<T> ask(
            String key, Function<RedisServer, CompletionStage<T>> question) {
        int slot = SlotHash.getSlot(key);
        return primary(slot)
                .thenCompose(question)
                .exceptionallyCompose(failure -> {
                    doubtful = true;
                    Throwable plain = RedisServer.plain(failure);
                    return plain instanceof RedisCommandExecutionException refused
                                    && String.valueOf(refused.getMessage()).startsWith("MOVED ")
                            ? moved(refused, slot).thenCompose(question)
                            : CompletableFuture.failedStage(plain);
                });
    }

    private CompletionStage<RedisServer> moved(RedisCommandExecutionException refused, int slot) {
        Node now = named(String.valueOf(refused.getMessage()));
        if (now == null) {
            return ask(null).thenApply(known -> server(known, slot));
        }
        named = now;
        RedisServer server = server(now);
        var _ = ask(now);
        return CompletableFuture.completedFuture(server);
    }

    private CompletionStage<RedisServer> primary(int slot) {
        NavigableMap<Integer, Range> known = slots;
        boolean mayAsk = nanoTime.getAsLong() - askedNanos > RETRY_NANOS;
        if (known.isEmpty() ? mayAsk || asking.get() != null : doubtful && mayAsk) {
            return ask(null).thenApply(now -> server(now, slot));
        }
        try {
            return CompletableFuture.completedFuture(server(known, slot));
        } catch (RedisException e) {
            doubtful = true;
            return CompletableFuture.failedFuture(e);
        }
    }

    private RedisServer server(NavigableMap<Integer, Range> known, int slot) {
        Map.Entry<Integer, Range> range = known.floorEntry(slot);
        if (range == null || range.getValue().last() < slot) {
            throw new RedisException("no node of the cluster has slot " + slot);
        }
        return server(range.getValue().primary());
    }

    private RedisServer server(Node node) {
        RedisServer known = servers.get(node);
        return known != null ? known : servers.computeIfAbsent(node, this::connectedTo);
    }

    /// Asks for the slots; who asks meanwhile shares the answer. Every question begins at another
    /// node, so that one that is cut off misleads only once.
    ///
    /// @param best where to begin, if somebody surely knows
    private CompletableFuture<NavigableMap<Integer, Range>> ask(@Nullable Node best) {
        CompletableFuture<NavigableMap<Integer, Range>> answer = new CompletableFuture<>();
        CompletableFuture<NavigableMap<Integer, Range>> others =
                asking.compareAndExchange(null, answer);
        if (others != null) {
            return others;
        }
        askedNanos = nanoTime.getAsLong();
        List<Node> nodes = new ArrayList<>(servers.keySet());
        int first = best == null ? turn.getAndIncrement() : nodes.indexOf(best);
        var _ =
                ask(nodes, first, 0)
                        .whenComplete((now, failure) -> {
                            if (failure == null) {
                                slots = now;
                                doubtful = false;
                                retireOthers(now);
                            }
                            asking.set(null);
                            if (failure == null) {
                                answer.complete(now);
                            } else {
                                answer.completeExceptionally(RedisServer.plain(failure));
                            }
                        });
        return answer;
    }

    private CompletionStage<NavigableMap<Integer, Range>> ask(
            List<Node> nodes, int first, int number) {
        Node node = nodes.get(Math.floorMod(first + number, nodes.size()));
        RedisServer server = server(node);
        CompletionStage<NavigableMap<Integer, Range>> answer =
                server.slots()
                        .toCompletableFuture()
                        .orTimeout(server.patience().toNanos(), TimeUnit.NANOSECONDS)
                        .thenApply(said -> slots(node, said));
        return number + 1 == nodes.size()
                ? answer
                : answer.exceptionallyCompose(_ -> ask(nodes, first, number + 1));
    }

    /// Of each range: from, to, its primary, its replicas.
    private static NavigableMap<Integer, Range> slots(Node asked, List<Object> said) {
        NavigableMap<Integer, Range> slots = new TreeMap<>();
        for (Object each : said) {
            List<?> range = (List<?>) each;
            List<?> primary = (List<?>) range.get(2);
            String host = String.valueOf(primary.getFirst());
            slots.put(
                    Math.toIntExact((Long) range.get(0)),
                    new Range(
                            Math.toIntExact((Long) range.get(1)),
                            // An empty host is the one that was asked.
                            new Node(
                                    host.isEmpty() || host.equals("null") ? asked.host() : host,
                                    Math.toIntExact((Long) primary.get(1)))));
        }
        if (slots.isEmpty()) {
            throw new RedisException(asked + " knows no slots");
        }
        return slots;
    }

    /// Nodes that have no slots any more, unless they were named in the configuration.
    private void retireOthers(NavigableMap<Integer, Range> now) {
        Set<Node> kept = new HashSet<>(seeds);
        now.values().forEach(range -> kept.add(range.primary()));
        Node last = named;
        if (last != null) {
            kept.add(last);
        }
        for (Node node : Set.copyOf(servers.keySet())) {
            RedisServer retired = kept.contains(node) ? null : servers.remove(node);
            if (retired != null) {
                // Closing waits, and this is the thread of a connection.
                Thread.ofVirtual().name("headroom-lock-retire").start(retired::close);
            }
        }
    }

    /// All nodes of a cluster tell what is published on one of them.
    @Override
    public void listen(String channel, Consumer<String> listener) {
        if (servers.values().stream().noneMatch(RedisServer::isListening)) {
            servers.values().stream()
                    .filter(RedisServer::isConnected)
                    .findFirst()
                    .ifPresent(server -> server.listen(channel, listener));
        }
    }

    @Override
    public void close() {
        servers.values().forEach(RedisServer::close);
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
