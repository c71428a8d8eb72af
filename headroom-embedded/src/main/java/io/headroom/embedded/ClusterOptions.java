package io.headroom.embedded;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How to start a Redis Cluster.
///
/// @param masters how many masters share the 16,384 slots, from 3 to 100: fewer cannot elect
/// @param replicasPerMaster how many replicas each of them has, from 0 to 5
/// @param durability what the data of each node survives; with [Durability#VOLATILE] a node that
///   was killed comes back empty, but as the same node
/// @param settings directives of `redis.conf` by name for all nodes, over those of
///   [#defaultSettings]
/// @param startTimeout how long each node may take to start, and then the cluster to form
public record ClusterOptions(
        int masters,
        int replicasPerMaster,
        Durability durability,
        Map<String, String> settings,
        Duration startTimeout) {

    public ClusterOptions {
        if (masters < 3 || masters > 100) {
            throw new IllegalArgumentException("masters must be 3 to 100, but is " + masters);
        }
        if (replicasPerMaster < 0 || replicasPerMaster > 5) {
            throw new IllegalArgumentException(
                    "replicasPerMaster must be 0 to 5, but is " + replicasPerMaster);
        }
        settings = Map.copyOf(settings);
        if (!startTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "startTimeout must be positive, but is " + startTimeout);
        }
    }

    /// Three masters without replicas for tests: volatile, on free ports, in temporary directories.
    public static ClusterOptions temporary() {
        return new ClusterOptions(3, 0, Durability.VOLATILE, Map.of(), Duration.ofSeconds(30));
    }

    /// The same with so many masters.
    public ClusterOptions withMasters(int newMasters) {
        return new ClusterOptions(
                newMasters, replicasPerMaster, durability, settings, startTimeout);
    }

    /// The same with so many replicas for each master.
    public ClusterOptions withReplicasPerMaster(int newReplicasPerMaster) {
        return new ClusterOptions(
                masters, newReplicasPerMaster, durability, settings, startTimeout);
    }

    /// The same with data that survives something else.
    public ClusterOptions withDurability(Durability newDurability) {
        return new ClusterOptions(
                masters, replicasPerMaster, newDurability, settings, startTimeout);
    }

    /// The same with one more directive.
    public ClusterOptions withSetting(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new ClusterOptions(masters, replicasPerMaster, durability, more, startTimeout);
    }

    /// What the nodes run with unless [#settings] say otherwise, beside
    /// [RedisOptions#defaultSettings]. A master that does not answer for two seconds fails over.
    public static Map<String, String> defaultSettings() {
        return Map.of("cluster-node-timeout", "2000", "repl-diskless-sync-delay", "0");
    }

    RedisOptions ofOneNode() {
        Map<String, String> all = new LinkedHashMap<>(defaultSettings());
        all.putAll(settings);
        all.put("cluster-enabled", "yes");
        all.put("cluster-config-file", "nodes.conf");
        RedisOptions options =
                RedisOptions.temporary().withDurability(durability).withStartTimeout(startTimeout);
        for (Map.Entry<String, String> setting : all.entrySet()) {
            options = options.withSetting(setting.getKey(), setting.getValue());
        }
        return options;
    }
}
