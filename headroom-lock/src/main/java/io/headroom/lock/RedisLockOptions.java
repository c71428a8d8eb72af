package io.headroom.lock;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How to reach a Redis that keeps leases. Made by [#at] and the `with` methods.
///
/// @param uris `redis://[[user]:password@]host[:port][/database]`, or `rediss` for TLS. One server,
///   or the servers of a primary with replicas: the first that says it is the primary is used; or
///   nodes of a cluster, whose others are found
/// @param cluster whether the `uris` are nodes of a Redis Cluster; user, password and TLS are those
///   of the first for all nodes
/// @param keyPrefix what the keys begin with, the same in all processes that share locks; 1 to 64
///   letters, digits, `.`, `_`, `-`; default `headroom`
/// @param connectTimeout the longest wait for a connection, more than zero; default 1 s
/// @param patience the longest wait for an answer, more than zero; default 500 ms
public record RedisLockOptions(
        List<URI> uris,
        boolean cluster,
        String keyPrefix,
        Duration connectTimeout,
        Duration patience) {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public RedisLockOptions {
        uris = List.copyOf(uris);
        if (uris.isEmpty()) {
            throw new IllegalArgumentException("uris must name at least one server");
        }
        if (!PREFIX.matcher(keyPrefix).matches()) {
            throw new IllegalArgumentException(
                    "keyPrefix must be 1 to 64 letters, digits, '.', '_' or '-', but is '"
                            + keyPrefix
                            + "'");
        }
        refuseUnlessPositive("connectTimeout", connectTimeout);
        refuseUnlessPositive("patience", patience);
    }

    /// One Redis, or a primary and its replicas, with the defaults.
    ///
    /// @throws IllegalArgumentException when one of the `uris` is none
    public static RedisLockOptions at(String... uris) {
        return defaults(false, uris);
    }

    /// A Redis Cluster, by some of its nodes, with the defaults.
    ///
    /// @throws IllegalArgumentException when one of the `uris` is none
    public static RedisLockOptions cluster(String... uris) {
        return defaults(true, uris);
    }

    private static RedisLockOptions defaults(boolean cluster, String... uris) {
        return new RedisLockOptions(
                List.of(uris).stream().map(URI::create).toList(),
                cluster,
                "headroom",
                Duration.ofSeconds(1),
                Duration.ofMillis(500));
    }

    public RedisLockOptions withKeyPrefix(String keyPrefix) {
        return new RedisLockOptions(uris, cluster, keyPrefix, connectTimeout, patience);
    }

    public RedisLockOptions withConnectTimeout(Duration connectTimeout) {
        return new RedisLockOptions(uris, cluster, keyPrefix, connectTimeout, patience);
    }

    public RedisLockOptions withPatience(Duration patience) {
        return new RedisLockOptions(uris, cluster, keyPrefix, connectTimeout, patience);
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
        return "RedisLockOptions[" + servers() + ", keyPrefix=" + keyPrefix + "]";
    }

    private static void refuseUnlessPositive(String property, Duration actual) {
        if (!actual.isPositive()) {
            throw new IllegalArgumentException(property + " must be positive, but is " + actual);
        }
    }
}
