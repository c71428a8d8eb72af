package io.headroom.http.cache;

import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What names an answer: the target and all that a request says of the host it was sent to, since
/// an application may write links by it. What is not part of the key must not change the answer, or
/// one client could choose what others get.
final class CacheKey {

    private static final String[] OF_PROXIES = {
        "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix"
    };

    private CacheKey() {}

    static String of(RequestHead request) {
        return of(request, request.target());
    }

    /// The key of another target of the same host.
    static String of(RequestHead request, String target) {
        String host = request.header("Host");
        String key = target + ' ' + (host == null ? "" : host.toLowerCase(Locale.ROOT));
        for (String name : OF_PROXIES) {
            String value = request.header(name);
            if (value != null) {
                key += ' ' + name + '=' + value;
            }
        }
        String forwarded = request.header("Forwarded");
        return forwarded == null ? key : key + ' ' + withoutAddresses(forwarded);
    }

    /// `Forwarded` without who asked (RFC 7239, section 4).
    private static String withoutAddresses(@Nullable String forwarded) {
        StringJoiner kept = new StringJoiner(";");
        for (String pair : String.valueOf(forwarded).split("[;,]", -1)) {
            String text = pair.strip().toLowerCase(Locale.ROOT);
            if (text.startsWith("host=") || text.startsWith("proto=")) {
                kept.add(text);
            }
        }
        return kept.toString();
    }
}
