package io.headroom.spring.web;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/// What `headroom.http.cors.*` configures: whose pages may call the service from a browser (the
/// CORS protocol of the Fetch standard). Closed by default.
///
/// @param origins who may, as `https://shop.example`, or with a pattern, `https://*.example`; `*`
///   for everybody; none, the default, closes it
/// @param paths where; `/**` by default
/// @param methods with which methods; GET, HEAD, POST, PUT and DELETE by default
/// @param headers with which request headers; by default those of this service's routes
/// @param exposedHeaders which headers of an answer a page may read
/// @param credentials whether cookies and TLS client certificates go along; false by default, and
///   never with the origin `*`
/// @param maxAge how long a browser remembers this; 30 min by default
@ConfigurationProperties("headroom.http.cors")
public record CorsProperties(
        @DefaultValue List<String> origins,
        @DefaultValue("/**") List<String> paths,
        @DefaultValue({"GET", "HEAD", "POST", "PUT", "DELETE"}) List<String> methods,
        @DefaultValue({
                    "Authorization",
                    "Content-Type",
                    "If-Match",
                    "If-None-Match",
                    "X-Correlation-Id"
                })
                List<String> headers,
        @DefaultValue({"ETag", "Location", "X-Correlation-Id", "Retry-After"})
                List<String> exposedHeaders,
        @DefaultValue("false") boolean credentials,
        @DefaultValue("30m") Duration maxAge) {

    public CorsProperties {
        origins = origins.stream().map(String::strip).filter(o -> !o.isEmpty()).toList();
        paths = List.copyOf(paths);
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        exposedHeaders = List.copyOf(exposedHeaders);
        for (String origin : origins) {
            boolean address = origin.matches("https?://[^/\\s]+");
            if (!address && !origin.equals("*")) {
                throw new IllegalArgumentException(
                        "headroom.http.cors.origins must be like https://shop.example, without a"
                                + " path, but one is '"
                                + origin
                                + "'");
            }
        }
        if (credentials && origins.contains("*")) {
            throw new IllegalArgumentException(
                    "headroom.http.cors.origins must not be * while headroom.http.cors.credentials"
                            + " is true; name the origins");
        }
        if (maxAge.isNegative()) {
            throw new IllegalArgumentException(
                    "headroom.http.cors.max-age must not be negative, but is " + maxAge);
        }
    }

    boolean isOpen() {
        return !origins.isEmpty();
    }

    UrlBasedCorsConfigurationSource source() {
        CorsConfiguration open = new CorsConfiguration();
        if (origins.contains("*")) {
            open.addAllowedOrigin("*");
        } else {
            open.setAllowedOriginPatterns(origins);
        }
        open.setAllowedMethods(methods);
        open.setAllowedHeaders(headers);
        open.setExposedHeaders(exposedHeaders);
        open.setAllowCredentials(credentials);
        open.setMaxAge(maxAge);
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        paths.forEach(path -> source.registerCorsConfiguration(path, open));
        return source;
    }
}
