package io.headroom.http.edge;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// A cache in front of the service, and how it is told to forget.
///
/// @param name how it is called in health and metrics
/// @param url where purges go, `http` or `https`
/// @param method the request's method; `PURGE` for the Varnish recipe, `POST` for most CDNs
/// @param header the request's field that carries the keys, separated by spaces
/// @param token sent with each purge; null for none
/// @param tokenHeader the field of the token; in `Authorization` it is written as a bearer token
public record Edge(
        String name,
        URI url,
        String method,
        String header,
        @Nullable String token,
        String tokenHeader) {

    public Edge {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank");
        }
        String scheme = url.getScheme();
        boolean web = "http".equals(scheme) || "https".equals(scheme);
        if (!web || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "url must be an address like http://edge:6081/, but is '" + url + "'");
        }
        requireWord("method", method);
        requireWord("header", header);
        requireWord("tokenHeader", tokenHeader);
    }

    private static void requireWord(String property, String value) {
        boolean word =
                !value.isEmpty()
                        && value.chars()
                                .allMatch(
                                        c -> c == '-' || (c < 128 && Character.isLetterOrDigit(c)));
        if (!word) {
            throw new IllegalArgumentException(
                    property + " must be letters, digits and hyphens, but is '" + value + "'");
        }
    }

    /// Without the token.
    @Override
    public String toString() {
        return name + " (" + method + " " + url + ")";
    }
}
