package io.headroom.spring.overload;

import java.util.List;

/// What must answer when nothing else does: health, figures and operations.
public final class PriorityPaths {

    private static final List<String> ALL = List.of("/health", "/metrics", "/api/v1/performance");

    private PriorityPaths() {}

    /// Whether a path, without the application's context, is one of them or below one.
    public static boolean contain(String path) {
        for (String each : ALL) {
            if (path.startsWith(each)
                    && (path.length() == each.length() || path.charAt(each.length()) == '/')) {
                return true;
            }
        }
        return false;
    }
}
