package io.headroom.cache.redis;

import io.headroom.core.Backoff;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/// How to reach Redis, and when to leave it alone. Made by [#at] and the `with` methods.
///
/// @param uri `redis://[[user]:password@]host[:port][/database]`, or `rediss` for TLS
/// @param keyPrefix what the keys of this application begin with, so that several may share a
///   Redis; letters, digits, `.`, `_`, `-`; default `headroom`
/// @param connectTimeout the longest wait for a connection, more than zero; default 1 s
/// @param writeBudget the longest wait for an invalidation to be acknowledged, more than zero;
///   default 250 ms
/// @param probeBudget the slowest answer with which Redis is taken back into use, more than zero;
///   default 50 ms
/// @param failuresToOpen after how many commands in a row without an answer in time Redis is left
///   alone, at least 1; default 5
/// @param reconnect the pauses between the attempts to take it back; default 20 ms doubling to 500
///   ms
public record RedisOptions(
        URI uri,
        String keyPrefix,
        Duration connectTimeout,
        Duration writeBudget,
        Duration probeBudget,
        int failuresToOpen,
        Backoff reconnect) {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public RedisOptions {
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
    }

    /// A Redis with the defaults.
    ///
    /// @throws IllegalArgumentException when `uri` is none
    public static RedisOptions at(String uri) {
        return new RedisOptions(
                URI.create(uri),
                "headroom",
                Duration.ofSeconds(1),
                Duration.ofMillis(250),
                Duration.ofMillis(50),
                5,
                new Backoff(Duration.ofMillis(20), Duration.ofMillis(500)));
    }

    public RedisOptions withKeyPrefix(String keyPrefix) {
        return new RedisOptions(
                uri,
                keyPrefix,
                connectTimeout,
                writeBudget,
                probeBudget,
                failuresToOpen,
                reconnect);
    }

    public RedisOptions withWriteBudget(Duration writeBudget) {
        return new RedisOptions(
                uri,
                keyPrefix,
                connectTimeout,
                writeBudget,
                probeBudget,
                failuresToOpen,
                reconnect);
    }

    public RedisOptions withConnectTimeout(Duration connectTimeout) {
        return new RedisOptions(
                uri,
                keyPrefix,
                connectTimeout,
                writeBudget,
                probeBudget,
                failuresToOpen,
                reconnect);
    }

    /// The server without the password, for logs.
    String server() {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /// The password is left out.
    @Override
    public String toString() {
        return "RedisOptions[" + server() + ", keyPrefix=" + keyPrefix + "]";
    }

    private static void refuseUnlessPositive(String property, Duration actual) {
        if (!actual.isPositive()) {
            throw new IllegalArgumentException(property + " must be positive, but is " + actual);
        }
    }
}
