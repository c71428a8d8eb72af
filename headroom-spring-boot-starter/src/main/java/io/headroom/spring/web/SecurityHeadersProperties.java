package io.headroom.spring.web;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.http.security-headers.*` configures: what every answer tells browsers not to do.
/// A header whose value is empty is left out; one that a handler sets itself keeps the handler's
/// value. `X-Content-Type-Options: nosniff` is always set.
///
/// @param enabled whether they are set at all; true by default
/// @param contentSecurityPolicy what a page may load (CSP 3); by default nothing, which is right
///   for answers that are no pages
/// @param contentSecurityPolicies other policies for paths, the first whose prefix fits counts
/// @param frameOptions who may frame an answer, for browsers without CSP; `DENY` by default
/// @param referrerPolicy what a link tells its target; `strict-origin-when-cross-origin` by default
/// @param permissionsPolicy what a page may use; no camera, location and microphone by default
/// @param strictTransportSecurity how long browsers must use TLS (RFC 6797), said over TLS alone; a
///   year with subdomains by default
/// @param others further headers by name; none by default
@ConfigurationProperties("headroom.http.security-headers")
public record SecurityHeadersProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue(
                        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors"
                                + " 'none'")
                String contentSecurityPolicy,
        @DefaultValue List<PathPolicy> contentSecurityPolicies,
        @DefaultValue("DENY") String frameOptions,
        @DefaultValue("strict-origin-when-cross-origin") String referrerPolicy,
        @DefaultValue("camera=(), geolocation=(), microphone=()") String permissionsPolicy,
        @DefaultValue("max-age=31536000; includeSubDomains") String strictTransportSecurity,
        @DefaultValue Map<String, String> others) {

    /// A policy for paths.
    ///
    /// @param prefix what the path begins with, `/docs/`
    /// @param policy what holds there instead; empty for none
    public record PathPolicy(String prefix, @DefaultValue("") String policy) {

        public PathPolicy {
            if (!prefix.startsWith("/")) {
                throw new IllegalArgumentException(
                        "headroom.http.security-headers.content-security-policies[*].prefix must"
                                + " begin with /, but is '"
                                + prefix
                                + "'");
            }
            requireOneLine("content-security-policies[*].policy", policy);
        }
    }

    public SecurityHeadersProperties {
        requireOneLine("content-security-policy", contentSecurityPolicy);
        requireOneLine("frame-options", frameOptions);
        requireOneLine("referrer-policy", referrerPolicy);
        requireOneLine("permissions-policy", permissionsPolicy);
        requireOneLine("strict-transport-security", strictTransportSecurity);
        others.forEach((name, value) -> requireOneLine("others." + name, value));
        contentSecurityPolicies = List.copyOf(contentSecurityPolicies);
        others = Map.copyOf(others);
    }

    private static void requireOneLine(String property, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "headroom.http.security-headers." + property + " must be one line");
        }
    }
}
