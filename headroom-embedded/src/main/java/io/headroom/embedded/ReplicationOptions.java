package io.headroom.embedded;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How to start a Redis primary with replicas.
///
/// @param replicas how many replicas, at least 1
/// @param durability what the data of each server survives; with [Durability#VOLATILE] a server
///   that was killed comes back empty
/// @param password what clients and replicas must give, or empty for no password
/// @param settings directives of `redis.conf` by name, for all servers
/// @param startTimeout how long each server may take to start, and then all replicas to catch up
public record ReplicationOptions(
        int replicas,
        Durability durability,
        String password,
        Map<String, String> settings,
        Duration startTimeout) {

    public ReplicationOptions {
        if (replicas < 1) {
            throw new IllegalArgumentException("replicas must be at least 1, but is " + replicas);
        }
        settings = Map.copyOf(settings);
        if (!startTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "startTimeout must be positive, but is " + startTimeout);
        }
    }

    /// One primary and one replica for tests: volatile, on free ports, in temporary directories.
    public static ReplicationOptions temporary() {
        return new ReplicationOptions(1, Durability.VOLATILE, "", Map.of(), Duration.ofSeconds(30));
    }

    /// The same with so many replicas.
    public ReplicationOptions withReplicas(int newReplicas) {
        return new ReplicationOptions(newReplicas, durability, password, settings, startTimeout);
    }

    /// The same with data that survives something else.
    public ReplicationOptions withDurability(Durability newDurability) {
        return new ReplicationOptions(replicas, newDurability, password, settings, startTimeout);
    }

    /// The same with a password; empty for none.
    public ReplicationOptions withPassword(String newPassword) {
        return new ReplicationOptions(replicas, durability, newPassword, settings, startTimeout);
    }

    /// The same with one more directive.
    public ReplicationOptions withSetting(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new ReplicationOptions(replicas, durability, password, more, startTimeout);
    }

    RedisOptions ofOneServer() {
        RedisOptions options =
                RedisOptions.temporary()
                        .withDurability(durability)
                        .withPassword(password)
                        .withStartTimeout(startTimeout)
                        // Otherwise a primary waits five seconds for more replicas to come.
                        .withSetting("repl-diskless-sync-delay", "0");
        if (!password.isEmpty()) {
            options = options.withSetting("masterauth", password);
        }
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            options = options.withSetting(setting.getKey(), setting.getValue());
        }
        return options;
    }
}
