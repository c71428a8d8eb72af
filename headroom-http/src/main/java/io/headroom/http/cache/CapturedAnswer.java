package io.headroom.http.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer as the application gave it, whole.
///
/// @param route the pattern of the route that answered, for figures; as `/api/items/{id}`
/// @param headers in the order they were set; what belongs to one request or one connection only is
///   left out by the cache; `Date` is among them, for the cache knows no calendar
/// @param body not encoded; must not be changed any more
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record CapturedAnswer(String route, int status, List<HeaderField> headers, byte[] body) {

    public CapturedAnswer {
        headers = List.copyOf(headers);
    }

    /// The values of a header, joined by commas; null where it is absent.
    @Nullable String header(String name) {
        StringBuilder joined = null;
        for (HeaderField field : headers) {
            if (field.is(name)) {
                joined = joined == null ? new StringBuilder() : joined.append(", ");
                joined.append(field.value());
            }
        }
        return joined == null ? null : joined.toString();
    }

    boolean has(String name) {
        return headers.stream().anyMatch(field -> field.is(name));
    }
}
