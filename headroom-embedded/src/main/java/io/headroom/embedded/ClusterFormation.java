package io.headroom.embedded;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Makes a cluster of nodes that have not met: "Creating a cluster" of the Redis Cluster tutorial,
/// step by step over plain commands.
///
/// @param nodes the masters, then the replicas: the first of each master, the second of each, …
record ClusterFormation(List<EmbeddedRedis> nodes, int masters, Deadline deadline) {

    void run() throws IOException {
        for (int i = 0; i < masters; i++) {
            giveSlots(i);
        }
        introduce();
        await("all nodes know each other", this::allKnowAll);
        for (int i = masters; i < nodes.size(); i++) {
            String master = nodes.get(i % masters).command("CLUSTER", "MYID");
            nodes.get(i).command("CLUSTER", "REPLICATE", master);
        }
        await("the state is ok on all nodes", this::allAreOk);
        await("all nodes know the replicas", this::allKnowTheReplicas);
        await("the replicas are in sync", this::replicasAreInSync);
    }

    private void giveSlots(int master) throws IOException {
        EmbeddedRedis node = nodes.get(master);
        int slots = EmbeddedRedisCluster.SLOTS;
        // Different epochs from the start spare the masters to settle it among themselves.
        node.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(master + 1));
        node.command(
                "CLUSTER",
                "ADDSLOTSRANGE",
                Integer.toString(slots * master / masters),
                Integer.toString(slots * (master + 1) / masters - 1));
    }

    /// One node meets all others; they learn of each other from it.
    private void introduce() throws IOException {
        EmbeddedRedis first = nodes.getFirst();
        for (EmbeddedRedis node : nodes.subList(1, nodes.size())) {
            first.command(
                    "CLUSTER",
                    "MEET",
                    node.host(),
                    Integer.toString(node.port()),
                    Integer.toString(node.clusterPort()));
        }
    }

    private boolean allKnowAll(EmbeddedRedis node) throws IOException {
        List<ClusterNodes.Entry> known = view(node).entries();
        return known.size() == nodes.size()
                && known.stream().allMatch(entry -> entry.connected() && !entry.is("handshake"));
    }

    private boolean allAreOk(EmbeddedRedis node) throws IOException {
        return "ok".equals(node.info("CLUSTER", "INFO").get("cluster_state"));
    }

    private boolean allKnowTheReplicas(EmbeddedRedis node) throws IOException {
        return view(node).entries().stream().filter(entry -> entry.is("slave")).count()
                == nodes.size() - masters;
    }

    private boolean replicasAreInSync(EmbeddedRedis node) throws IOException {
        Map<String, String> replication = node.info("INFO", "replication");
        return "master".equals(replication.get("role"))
                ? Integer.toString(nodes.size() / masters - 1)
                        .equals(replication.get("connected_slaves"))
                : "up".equals(replication.get("master_link_status"));
    }

    private static ClusterNodes view(EmbeddedRedis node) throws IOException {
        return ClusterNodes.parse(node.command("CLUSTER", "NODES"));
    }

    private interface Check {
        boolean holdsOn(EmbeddedRedis node) throws IOException;
    }

    private void await(String what, Check check) throws IOException {
        boolean held = deadline.await(() -> nodes.stream().allMatch(node -> holds(check, node)));
        if (!held) {
            throw new IOException(
                    "in time it did not come to pass that "
                            + what
                            + ". One node says:\n"
                            + nodes.getLast().command("CLUSTER", "NODES"));
        }
    }

    private static boolean holds(Check check, EmbeddedRedis node) {
        try {
            return check.holdsOn(node);
        } catch (IOException e) {
            return false;
        }
    }
}
