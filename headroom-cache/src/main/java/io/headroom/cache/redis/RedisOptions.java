package io.headroom.cache.redis;

import io.headroom.core.Backoff;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How to reach Redis, and when to leave it alone. Made by [#at], [#replicated], [#cluster] and the
/// `with` methods; components may be added.
///
/// @param kind what stands at the addresses
/// @param uris `redis://[[user]:password@]host[:port][/database]`, or `rediss` for TLS; at least
///   one. User, password and TLS of the first one also hold for addresses that a cluster names
/// @param keyPrefix what the keys of this application begin with, so that several may share a
///   Redis; 1 to 64 letters, digits, `.`, `_`, `-`; default `headroom`
/// @param connectTimeout the longest wait for a connection, more than zero; default 1 s
/// @param writeBudget the longest wait for an invalidation to be acknowledged, more than zero;
///   default 250 ms
/// @param probeBudget the slowest answer with which Redis is taken back into use, more than zero;
///   default 50 ms
/// @param failuresToOpen after how many reads in a row without an answer in time, for at least 200
///   ms, Redis is left alone, at least 1; default 5
/// @param reconnect the pauses between the attempts to take it back; default 20 ms doubling to 500
///   ms
/// @param coherenceLease the longest time for which the L1 of a node serves what another one
///   invalidated, 100 ms to 1 minute, the same on all nodes; default 2 s. A node beats four times
///   in it
/// @param partitions into how many parts a cluster's keys are divided, 1 to 256, the same on all
///   nodes; each costs a node two connections and a thread; default 12, and 1 where there is no
///   cluster
public record RedisOptions(
        Kind kind,
        List<URI> uris,
        String keyPrefix,
        Duration connectTimeout,
        Duration writeBudget,
        Duration probeBudget,
        int failuresToOpen,
        Backoff reconnect,
        Duration coherenceLease,
        int partitions) {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(1);

    /// What stands at the addresses.
    public enum Kind {
        /// One server.
        SINGLE,
        /// A primary and replicas of it; which of the addresses is the primary's is asked for.
        REPLICATED,
        /// A Redis Cluster; the addresses are some of its nodes.
        CLUSTER
    }

    public RedisOptions {
        uris = List.copyOf(uris);
        if (uris.isEmpty() || (kind == Kind.SINGLE && uris.size() > 1)) {
            throw new IllegalArgumentException(
                    "uris must name "
                            + (kind == Kind.SINGLE ? "one server" : "at least one server")
                            + ", but name "
                            + uris.size());
        }
        if (!PREFIX.matcher(keyPrefix).matches()) {
            throw new IllegalArgumentException(
                    "keyPrefix must be 1 to 64 letters, digits, '.', '_' or '-', but is '"
                            + keyPrefix
                            + "'");
        }
        refuseUnlessPositive("connectTimeout", connectTimeout);
        refuseUnlessPositive("writeBudget", writeBudget);
        refuseUnlessPositive("probeBudget", probeBudget);
        if (failuresToOpen < 1) {
            throw new IllegalArgumentException(
                    "failuresToOpen must be at least 1, but is " + failuresToOpen);
        }
        if (coherenceLease.compareTo(SHORTEST_LEASE) < 0
                || coherenceLease.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException(
                    "coherenceLease must be 100 ms to 1 minute, but is " + coherenceLease);
        }
        int most = kind == Kind.CLUSTER ? 256 : 1;
        if (partitions < 1 || partitions > most) {
            throw new IllegalArgumentException(
                    "partitions must be 1 to " + most + ", but is " + partitions);
        }
    }

    private RedisOptions(Kind kind, List<String> uris, int partitions) {
        this(
                kind,
                uris.stream().map(URI::create).toList(),
                "headroom",
                Duration.ofSeconds(1),
                Duration.ofMillis(250),
                Duration.ofMillis(50),
                5,
                new Backoff(Duration.ofMillis(20), Duration.ofMillis(500)),
                Duration.ofSeconds(2),
                partitions);
    }

    /// One Redis with the defaults.
    ///
    /// @throws IllegalArgumentException when `uri` is none
    public static RedisOptions at(String uri) {
        return new RedisOptions(Kind.SINGLE, List.of(uri), 1);
    }

    /// A primary and its replicas, all of them, with the defaults.
    ///
    /// @throws IllegalArgumentException when one of the `uris` is none
    public static RedisOptions replicated(List<String> uris) {
        return new RedisOptions(Kind.REPLICATED, uris, 1);
    }

    /// Some nodes of a Redis Cluster, with the defaults.
    ///
    /// @throws IllegalArgumentException when one of the `uris` is none
    public static RedisOptions cluster(List<String> uris) {
        return new RedisOptions(Kind.CLUSTER, uris, 12);
    }

    public RedisOptions withKeyPrefix(String keyPrefix) {
        return with(keyPrefix, connectTimeout, writeBudget, coherenceLease, partitions);
    }

    public RedisOptions withWriteBudget(Duration writeBudget) {
        return with(keyPrefix, connectTimeout, writeBudget, coherenceLease, partitions);
    }

    public RedisOptions withConnectTimeout(Duration connectTimeout) {
        return with(keyPrefix, connectTimeout, writeBudget, coherenceLease, partitions);
    }

    public RedisOptions withCoherenceLease(Duration coherenceLease) {
        return with(keyPrefix, connectTimeout, writeBudget, coherenceLease, partitions);
    }

    public RedisOptions withPartitions(int partitions) {
        return with(keyPrefix, connectTimeout, writeBudget, coherenceLease, partitions);
    }

    private RedisOptions with(
            String keyPrefix,
            Duration connectTimeout,
            Duration writeBudget,
            Duration coherenceLease,
            int partitions) {
        return new RedisOptions(
                kind,
                uris,
                keyPrefix,
                connectTimeout,
                writeBudget,
                probeBudget,
                failuresToOpen,
                reconnect,
                coherenceLease,
                partitions);
    }

    /// The servers without passwords, for logs.
    String servers() {
        return uris.stream()
                .map(uri -> uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()))
                .collect(Collectors.joining(", "));
    }

    /// Passwords are left out.
    @Override
    public String toString() {
        return "RedisOptions[" + kind + " " + servers() + ", keyPrefix=" + keyPrefix + "]";
    }

    private static void refuseUnlessPositive(String property, Duration actual) {
        if (!actual.isPositive()) {
            throw new IllegalArgumentException(property + " must be positive, but is " + actual);
        }
    }
}
