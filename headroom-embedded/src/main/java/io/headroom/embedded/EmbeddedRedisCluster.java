package io.headroom.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// A Redis 7.0 Cluster on loopback. Nodes are named by their index: first the masters, then their
/// replicas. Safe for use by many threads.
///
/// ```java
/// try (EmbeddedRedisCluster redis =
///         EmbeddedRedisCluster.start(ClusterOptions.temporary().withReplicasPerMaster(1))) {
///     RedisClusterClient client =
///             RedisClusterClient.create(redis.urls().stream().map(RedisURI::create).toList());
/// }
/// ```
public final class EmbeddedRedisCluster implements AutoCloseable {

    /// How many slots the keys are spread over.
    public static final int SLOTS = 16_384;

    private final List<EmbeddedRedis> nodes;
    private final LongSupplier nanoTime;

    private EmbeddedRedisCluster(List<EmbeddedRedis> nodes, LongSupplier nanoTime) {
        this.nodes = List.copyOf(nodes);
        this.nanoTime = nanoTime;
    }

    /// Starts all nodes and returns when every one of them takes commands, knows all others, and
    /// every replica has what its master has.
    ///
    /// @throws EmbeddedServerException when a node does not come up or the cluster does not form
    public static EmbeddedRedisCluster start(ClusterOptions options) {
        List<EmbeddedRedis> nodes = new ArrayList<>();
        try {
            int count = options.masters() * (1 + options.replicasPerMaster());
            for (int i = 0; i < count; i++) {
                nodes.add(EmbeddedRedis.start(options.ofOneNode()));
            }
            new ClusterFormation(
                            nodes,
                            options.masters(),
                            Deadline.after(options.startTimeout(), System::nanoTime))
                    .run();
            return new EmbeddedRedisCluster(nodes, System::nanoTime);
        } catch (IOException e) {
            nodes.forEach(EmbeddedRedis::close);
            throw new EmbeddedServerException.StartFailed(
                    "The Redis Cluster did not form: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            nodes.forEach(EmbeddedRedis::close);
            throw e;
        }
    }

    /// All nodes, running or not.
    public List<EmbeddedRedis> nodes() {
        return nodes;
    }

    /// The node of this index.
    public EmbeddedRedis node(int index) {
        return nodes.get(index);
    }

    /// The addresses of all nodes, running or not, `redis://127.0.0.1:PORT`.
    public List<String> urls() {
        return nodes.stream().map(EmbeddedRedis::url).toList();
    }

    /// The index of the master that owns the slot: of the running nodes that claim it the one with
    /// the latest epoch. Paused nodes are not asked.
    ///
    /// @param slot from 0 to 16,383
    /// @throws IllegalStateException when no running node claims it
    public int masterOf(int slot) {
        if (slot < 0 || slot >= SLOTS) {
            throw new IllegalArgumentException("slot must be 0 to 16383, but is " + slot);
        }
        int master = claimant(slot);
        if (master < 0) {
            throw new IllegalStateException("no running master owns the slot " + slot);
        }
        return master;
    }

    private int claimant(int slot) {
        int master = -1;
        long latest = -1;
        for (int i = 0; i < nodes.size(); i++) {
            List<ClusterNodes.Entry> answer = askNode(i);
            for (ClusterNodes.Entry myself : answer) {
                if (myself.is("master") && myself.owns(slot) && myself.epoch() > latest) {
                    master = i;
                    latest = myself.epoch();
                }
            }
        }
        return master;
    }

    /// Whether the node runs, answers and is a master by its own account.
    public boolean isMaster(int index) {
        return askNode(index).stream().anyMatch(myself -> myself.is("master"));
    }

    /// What a node says of itself, nothing when it does not answer.
    private List<ClusterNodes.Entry> askNode(int index) {
        EmbeddedRedis node = nodes.get(index);
        if (!runs(node)) {
            return List.of();
        }
        try {
            return List.of(ClusterNodes.parse(node.command("CLUSTER", "NODES")).myself());
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean runs(EmbeddedRedis node) {
        return node.isAlive() && !node.isPaused();
    }

    /// Ends a node at once with SIGKILL. Two to five seconds later a replica leads in its place,
    /// when there is one.
    public void kill(int index) {
        nodes.get(index).kill();
    }

    /// Starts a node again, with the data that its durability kept. It comes back as the same node:
    /// a master, or a replica if another one leads now.
    public void restart(int index) {
        nodes.get(index).restart();
    }

    /// Kills a node, deletes its data and starts it again as the same node.
    public void restartEmpty(int index) {
        nodes.get(index).restartEmpty();
    }

    /// Stops a node's process where it stands (SIGSTOP). To the others it is failing after two
    /// seconds.
    public void pause(int index) {
        nodes.get(index).pause();
    }

    /// Lets a paused node go on.
    public void resume(int index) {
        nodes.get(index).resume();
    }

    /// Waits until every running node says that the cluster is well: all slots are served and all
    /// its masters can be reached. Paused ones are not asked.
    ///
    /// @throws IllegalStateException when it takes longer
    public void awaitOk(Duration atMost) {
        Map<Integer, String> states = new TreeMap<>();
        boolean ok =
                Deadline.after(atMost, nanoTime)
                        .await(() -> {
                            states.clear();
                            for (EmbeddedRedis node : nodes) {
                                if (runs(node)) {
                                    states.put(node.port(), state(node));
                                }
                            }
                            return states.values().stream().allMatch("ok"::equals);
                        });
        if (!ok) {
            throw new IllegalStateException(
                    "the cluster was not well within %d ms; its state by port: %s"
                            .formatted(atMost.toMillis(), states));
        }
    }

    private static String state(EmbeddedRedis node) {
        try {
            String state = node.info("CLUSTER", "INFO").getOrDefault("cluster_state", "unknown");
            return state.equals("ok") ? state : state + ":\n" + node.command("CLUSTER", "NODES");
        } catch (IOException e) {
            return e.toString();
        }
    }

    /// Waits until another node than the one given leads for the slot and the cluster is well
    /// again.
    ///
    /// @return the index of the new master
    /// @throws IllegalStateException when it takes longer
    public int awaitFailOver(int slot, int from, Duration atMost) {
        Deadline deadline = Deadline.after(atMost, nanoTime);
        boolean done =
                deadline.await(() -> {
                    int master = claimant(slot);
                    return master >= 0 && master != from;
                });
        if (!done) {
            throw new IllegalStateException(
                    "no other node took the slot %d over from node %d within %d ms"
                            .formatted(slot, from, atMost.toMillis()));
        }
        awaitOk(Duration.ofNanos(Math.max(0, deadline.atNanos() - nanoTime.getAsLong())));
        return claimant(slot);
    }

    /// Stops all nodes and deletes their data. Calling again does nothing.
    @Override
    public void close() {
        nodes.forEach(EmbeddedRedis::close);
    }
}
