package io.headroom.spring.response;

import io.headroom.http.EntityTagList;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request as the application must see it.
final class PlainRequest extends HttpServletRequestWrapper {

    /// What the cache answers itself: the application is to give the whole answer.
    private static final Set<String> CONDITIONS =
            Set.of("if-none-match", "if-modified-since", "if-range", "range");

    private static final String IF_MATCH = "if-match";

    private final boolean whole;

    private PlainRequest(HttpServletRequest request, boolean whole) {
        super(request);
        this.whole = whole;
    }

    /// Without conditions and ranges.
    static HttpServletRequest whole(HttpServletRequest request) {
        return new PlainRequest(request, true);
    }

    /// With the tags that the application gave out, which the cache marked with their coding.
    static HttpServletRequest withOwnTags(HttpServletRequest request) {
        String tags = request.getHeader(IF_MATCH);
        return tags == null || !tags.contains("--") ? request : new PlainRequest(request, false);
    }

    @Override
    public @Nullable String getHeader(String name) {
        String value = super.getHeader(name);
        if (value == null) {
            return null;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (whole && CONDITIONS.contains(lower)) {
            return null;
        }
        return lower.equals(IF_MATCH) ? EntityTagList.parse(value).withoutCodings() : value;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals(IF_MATCH) || (whole && CONDITIONS.contains(lower))) {
            String value = getHeader(name);
            return Collections.enumeration(value == null ? List.of() : List.of(value));
        }
        return super.getHeaders(name);
    }

    @Override
    public long getDateHeader(String name) {
        return whole && CONDITIONS.contains(name.toLowerCase(Locale.ROOT))
                ? -1
                : super.getDateHeader(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        if (!whole) {
            return super.getHeaderNames();
        }
        return Collections.enumeration(
                Collections.list(super.getHeaderNames()).stream()
                        .filter(name -> !CONDITIONS.contains(name.toLowerCase(Locale.ROOT)))
                        .toList());
    }
}
