package io.headroom.spring.operations.node;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.operations.nodes.*` configures.
///
/// @param enabled whether nodes look for each other; true by default, without effect where
///   `headroom.cache` has no Redis
/// @param address where the others reach this node, as `http://host:port` or `https://…`, with the
///   path before its calls if there is one; empty, the default, for the address from which it
///   reaches Redis, or `server.address`, and its port
/// @param interval between a node's signs, from 500 ms to 30 s; 2 s by default. One that gave none
///   for three of them is not asked any more
/// @param forgetAfter how long one that gives no sign is listed as missing, from three intervals to
///   1 h; 1 min by default
/// @param deadline how long the others may take to answer, from 10 ms to 2 s; 80 ms by default
@ConfigurationProperties(NodesProperties.PREFIX)
public record NodesProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("") String address,
        @DefaultValue("2s") Duration interval,
        @DefaultValue("1m") Duration forgetAfter,
        @DefaultValue("80ms") Duration deadline) {

    static final String PREFIX = "headroom.operations.nodes";

    /// Of so many signs one may be late.
    private static final int MISSED_SIGNS = 3;

    public NodesProperties {
        refuseUnless(
                interval.toMillis() >= 500 && interval.toMillis() <= 30_000,
                ".interval must be from 500 ms to 30 s: " + interval);
        refuseUnless(
                forgetAfter.compareTo(interval.multipliedBy(MISSED_SIGNS)) >= 0
                        && forgetAfter.compareTo(Duration.ofHours(1)) <= 0,
                ".forget-after must be from three intervals to 1 h: " + forgetAfter);
        refuseUnless(
                deadline.toMillis() >= 10 && deadline.toMillis() <= 2_000,
                ".deadline must be from 10 ms to 2 s: " + deadline);
        refuseUnless(
                address.isEmpty() || address.matches("https?://[^/?#@\\s]+(/[^?#\\s]*)?"),
                ".address must be http://host:port or https://host:port: " + address);
    }

    private static void refuseUnless(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + message);
        }
    }

    /// For how long a node that lives may give no sign.
    Duration longestSilence() {
        return interval.multipliedBy(MISSED_SIGNS);
    }

    /// The configured address, without a slash at its end.
    URI ownAddress() {
        return URI.create(address.replaceFirst("/+$", ""));
    }
}
