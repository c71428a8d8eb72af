package io.headroom.spring.web;

import io.headroom.spring.web.SecurityHeadersProperties.PathPolicy;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sets the [SecurityHeadersProperties] before anybody answers, so that a handler can set another
/// value.
final class SecurityHeadersFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private static final String POLICY = "Content-Security-Policy";
    private static final String TRANSPORT = "Strict-Transport-Security";

    private final transient SecurityHeadersProperties properties;
    private final transient List<Map.Entry<String, String>> always;

    SecurityHeadersFilter(SecurityHeadersProperties properties) {
        this.properties = properties;
        this.always = always(properties);
    }

    private static List<Map.Entry<String, String>> always(SecurityHeadersProperties properties) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", properties.frameOptions());
        headers.put("Referrer-Policy", properties.referrerPolicy());
        headers.put("Permissions-Policy", properties.permissionsPolicy());
        headers.putAll(properties.others());
        headers.values().removeIf(String::isEmpty);
        return List.copyOf(headers.entrySet());
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        for (Map.Entry<String, String> header : always) {
            response.setHeader(header.getKey(), header.getValue());
        }
        set(response, POLICY, policy(request.getRequestURI()));
        if (request.isSecure()) {
            set(response, TRANSPORT, properties.strictTransportSecurity());
        }
        chain.doFilter(request, response);
    }

    private String policy(String path) {
        for (PathPolicy other : properties.contentSecurityPolicies()) {
            if (path.startsWith(other.prefix())) {
                return other.policy();
            }
        }
        return properties.contentSecurityPolicy();
    }

    private static void set(HttpServletResponse response, String name, String value) {
        if (!value.isEmpty()) {
            response.setHeader(name, value);
        }
    }
}
