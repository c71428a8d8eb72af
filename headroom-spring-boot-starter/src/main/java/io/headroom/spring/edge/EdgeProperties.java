package io.headroom.spring.edge;

import io.headroom.core.Backoff;
import io.headroom.http.edge.Edge;
import io.headroom.http.edge.EdgeOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.http.edges` and `headroom.http.edge-purge.*` configure.
///
/// @param edges the caches in front of the service; none by default
/// @param edgePurge how they are purged
@ConfigurationProperties("headroom.http")
public record EdgeProperties(
        @DefaultValue List<EdgeSettings> edges, @DefaultValue PurgeSettings edgePurge) {

    /// One edge.
    ///
    /// @param url where purges go
    /// @param name how it is called in health and metrics; the host and port by default
    /// @param method `PURGE` by default
    /// @param header the field that carries the keys; `Surrogate-Key` by default
    /// @param token sent along, a secret; none by default
    /// @param tokenHeader the field of the token; `Authorization`, as a bearer token, by default
    public record EdgeSettings(
            URI url,
            @Nullable String name,
            @DefaultValue("PURGE") String method,
            @DefaultValue("Surrogate-Key") String header,
            @Nullable String token,
            @DefaultValue("Authorization") String tokenHeader) {

        Edge edge() {
            String called = name == null || name.isBlank() ? url.getAuthority() : name;
            String secret = token == null || token.isBlank() ? null : token;
            return new Edge(
                    called == null ? "edge" : called, url, method, header, secret, tokenHeader);
        }

        /// Without the token.
        @Override
        public String toString() {
            return edge().toString();
        }
    }

    /// How all of them are purged.
    ///
    /// @param await the longest wait of a write for the edges; 250 ms by default, at most 10 s
    /// @param timeout the longest time of one request; 2 s by default
    /// @param repeatAfter when a purge is sent a second time; 3 s by default, 0 for never
    /// @param retryInitial the longest pause after a first failure; 200 ms by default
    /// @param retryMax the longest pause at all; 30 s by default
    /// @param maxPending the most keys that wait for one edge; 10,000 by default
    public record PurgeSettings(
            @DefaultValue("250ms") Duration await,
            @DefaultValue("2s") Duration timeout,
            @DefaultValue("3s") Duration repeatAfter,
            @DefaultValue("200ms") Duration retryInitial,
            @DefaultValue("30s") Duration retryMax,
            @DefaultValue("10000") int maxPending) {}

    /// @throws IllegalArgumentException when one is out of its range; the message names the
    ///   property
    List<Edge> all() {
        try {
            return edges.stream().map(EdgeSettings::edge).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("headroom.http.edges: " + e.getMessage(), e);
        }
    }

    /// @throws IllegalArgumentException when one is out of its range; the message names the
    ///   property
    EdgeOptions options() {
        try {
            return new EdgeOptions(
                    edgePurge.await(),
                    edgePurge.timeout(),
                    edgePurge.repeatAfter(),
                    new Backoff(edgePurge.retryInitial(), edgePurge.retryMax()),
                    edgePurge.maxPending());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("headroom.http.edge-purge: " + e.getMessage(), e);
        }
    }
}
