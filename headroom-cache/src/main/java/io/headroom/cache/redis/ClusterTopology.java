package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.string;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/// Asks the nodes of a cluster for its slots: the given ones, and those that were ever named.
///
/// Every question begins at another node, so that one that is cut off from the others misleads only
/// once.
final class ClusterTopology implements Topology {

    /// Several partitions that ask together share an answer.
    private static final Duration SHARED = Duration.ofMillis(50);

    private static final int MOST_NODES = 1_000;

    private final List<RedisURI> seeds;
    private final RedisClient client;
    private final Duration budget;
    private final LongSupplier nanos;
    private final Set<Node> known = new LinkedHashSet<>();

    private List<Range> slots = List.of();
    private long askedNanos;
    private int turn;

    private record Node(String host, int port) {}

    private record Range(long from, long to, Node primary) {}

    ClusterTopology(List<RedisURI> seeds, RedisClient client, Duration budget, LongSupplier nanos) {
        this.seeds = seeds;
        this.client = client;
        this.budget = budget;
        this.nanos = nanos;
    }

    @Override
    public RedisURI primary(int slot) {
        long now = nanos.getAsLong();
        return latest(now).stream()
                .filter(range -> range.from() <= slot && slot <= range.to())
                .map(range -> uri(range.primary()))
                .findFirst()
                .orElseThrow(() -> new RedisException("No node of the cluster has slot " + slot));
    }

    /// An answer that was not asked for much before; who waited for another's question shares it.
    private synchronized List<Range> latest(long calledNanos) {
        if (slots.isEmpty() || calledNanos - askedNanos > SHARED.toNanos()) {
            long now = nanos.getAsLong();
            slots = asked();
            askedNanos = now;
        }
        return slots;
    }

    private List<Range> asked() {
        List<RedisURI> nodes = new ArrayList<>(seeds);
        known.forEach(node -> nodes.add(uri(node)));
        Set<Node> asked = new HashSet<>();
        String problem = "";
        for (int i = 0; i < nodes.size(); i++) {
            RedisURI node = nodes.get((turn + i) % nodes.size());
            if (!asked.add(new Node(node.getHost(), node.getPort()))) {
                continue;
            }
            try {
                List<Range> answer = slots(node);
                if (!answer.isEmpty()) {
                    turn = (turn + i + 1) % nodes.size();
                    return answer;
                }
                problem = "knows no slots";
            } catch (RuntimeException e) { // whatever it is, the next node may know
                problem = String.valueOf(e.getCause() == null ? e : e.getCause());
            }
        }
        turn = 0;
        throw new RedisException("No node of the cluster tells its slots, the last: " + problem);
    }

    private List<Range> slots(RedisURI node) {
        try (var connection = client.connect(Session.CODEC, node)) {
            return switch (Session.await(
                    connection.async().clusterSlots().toCompletableFuture(), budget.toNanos())) {
                case Reply.None<List<Object>>(_, String reason) -> throw new RedisException(reason);
                case Reply.Value<List<Object>>(var ranges) ->
                        ranges.stream().map(range -> range(node, (List<?>) range)).toList();
            };
        }
    }

    /// From, to, the primary, its replicas; each of host, port and more.
    private Range range(RedisURI asked, List<?> range) {
        for (Object node : range.subList(2, range.size())) {
            if (known.size() < MOST_NODES) {
                known.add(node(asked, (List<?>) node));
            }
        }
        return new Range(
                (Long) range.get(0), (Long) range.get(1), node(asked, (List<?>) range.get(2)));
    }

    /// An empty host is the one that was asked.
    private static Node node(RedisURI asked, List<?> node) {
        String host = node.get(0) instanceof byte[] name ? string(name) : "";
        int port = Math.toIntExact((Long) node.get(1));
        return new Node(host.isEmpty() ? asked.getHost() : host, port);
    }

    private RedisURI uri(Node node) {
        return RedisURI.builder(seeds.getFirst())
                .withHost(node.host())
                .withPort(node.port())
                .build();
    }
}
