package io.headroom.spring.overload;

import java.util.List;
import java.util.stream.Stream;

/// What must answer when nothing else does: health, figures and operations, and what an application
/// adds to them.
///
/// @param all each begins with a slash and stands for itself and what is below it
public record PriorityPaths(List<String> all) {

    private static final List<String> OWN = List.of("/health", "/metrics", "/api/v1/performance");

    /// @throws IllegalArgumentException where one does not begin with a slash, or ends with one
    public PriorityPaths {
        for (String each : all) {
            if (!each.startsWith("/") || each.endsWith("/")) {
                throw new IllegalArgumentException(
                        "headroom.http.overload.priority-paths must each begin with a slash, and"
                                + " not end with one, but one is '"
                                + each
                                + "'");
            }
        }
        all = List.copyOf(all);
    }

    /// Headroom's own and these.
    public static PriorityPaths with(List<String> more) {
        return new PriorityPaths(Stream.concat(OWN.stream(), more.stream()).toList());
    }

    /// Whether a path, without the application's context, is one of them or below one.
    public boolean contain(String path) {
        for (String each : all) {
            if (path.startsWith(each)
                    && (path.length() == each.length() || path.charAt(each.length()) == '/')) {
                return true;
            }
        }
        return false;
    }
}
