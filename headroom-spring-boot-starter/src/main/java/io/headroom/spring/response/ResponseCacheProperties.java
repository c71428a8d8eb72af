package io.headroom.spring.response;

import io.headroom.core.Bytes;
import io.headroom.http.cache.ResponseCacheOptions;
import io.headroom.http.cache.ResponsePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.http.response-cache.*` configures.
///
/// @param enabled whether answers are kept at all; true by default, for declared routes only
/// @param capacity of all stored answers on the heap; 64 MB by default
/// @param maxBody the longest body that is stored; 1 MB by default
/// @param patience how long a request waits for another one that asks for the same; 5 s by default
/// @param inline whether Tomcat answers hits on the thread that read the request, where virtual
///   threads are enabled and the connector speaks plain HTTP/1.1; true by default
/// @param defaults of all routes
/// @param routes by pattern; the first that matches counts
@ConfigurationProperties("headroom.http.response-cache")
public record ResponseCacheProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("64MB") String capacity,
        @DefaultValue("1MB") String maxBody,
        @DefaultValue("5s") Duration patience,
        @DefaultValue("true") boolean inline,
        @DefaultValue Policy defaults,
        @DefaultValue List<Route> routes) {

    public ResponseCacheProperties {
        routes = List.copyOf(routes);
    }

    /// The properties of a [ResponsePolicy]; absent ones stay as they are.
    public record Policy(
            @Nullable Duration ttl,
            @Nullable Duration staleWhileRevalidate,
            @Nullable Duration staleIfError,
            @Nullable Duration negativeTtl,
            @Nullable String cacheControl,
            @Nullable String cdnCacheControl,
            @Nullable Boolean sharedWithAuthorized,
            @Nullable List<String> tags) {

        ResponsePolicy over(ResponsePolicy base) {
            ResponsePolicy policy = base;
            policy = ttl == null ? policy : policy.withTtl(ttl);
            policy =
                    staleWhileRevalidate == null
                            ? policy
                            : policy.withStaleWhileRevalidate(staleWhileRevalidate);
            policy = staleIfError == null ? policy : policy.withStaleIfError(staleIfError);
            policy = negativeTtl == null ? policy : policy.withNegativeTtl(negativeTtl);
            policy = cacheControl == null ? policy : policy.withCacheControl(cacheControl);
            policy = cdnCacheControl == null ? policy : policy.withCdnCacheControl(cdnCacheControl);
            policy =
                    sharedWithAuthorized == null
                            ? policy
                            : policy.withSharedWithAuthorized(sharedWithAuthorized);
            return tags == null ? policy : policy.withTags(tags);
        }
    }

    /// A pattern of paths and how its answers are kept.
    ///
    /// @param path in the syntax of Spring's `PathPattern`, as `/api/items/{id}`
    /// @param enabled false takes the path out, also where its handler is annotated
    public record Route(
            String path,
            @DefaultValue("true") boolean enabled,
            @Nullable Duration ttl,
            @Nullable Duration staleWhileRevalidate,
            @Nullable Duration staleIfError,
            @Nullable Duration negativeTtl,
            @Nullable String cacheControl,
            @Nullable String cdnCacheControl,
            @Nullable Boolean sharedWithAuthorized,
            @Nullable List<String> tags) {

        Policy policy() {
            return new Policy(
                    ttl,
                    staleWhileRevalidate,
                    staleIfError,
                    negativeTtl,
                    cacheControl,
                    cdnCacheControl,
                    sharedWithAuthorized,
                    tags);
        }
    }

    /// @param sessionHeader the header of a client that must read its own writes; empty for none
    ResponseCacheOptions options(String sessionHeader) {
        List<String> bypass = new ArrayList<>();
        if (!sessionHeader.isEmpty()) {
            bypass.add(sessionHeader);
        }
        return new ResponseCacheOptions(
                Bytes.parse(capacity), Bytes.parse(maxBody), patience, bypass);
    }
}
