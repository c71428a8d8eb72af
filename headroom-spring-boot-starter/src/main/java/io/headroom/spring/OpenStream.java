package io.headroom.spring;

import jakarta.servlet.http.HttpServletRequest;

/// Marks an answer that goes on for as long as its reader stays. Its duration says nothing of how
/// fast the service is: such a request counts as answered when its stream opens, and holds no place
/// among the requests under way. Who opens streams bounds their number.
public final class OpenStream {

    private static final String MARK = OpenStream.class.getName();

    private OpenStream() {}

    /// To be called before the request becomes asynchronous.
    public static void mark(HttpServletRequest request) {
        request.setAttribute(MARK, true);
    }

    /// Whether the request's answer is such a stream.
    public static boolean isMarked(HttpServletRequest request) {
        return request.getAttribute(MARK) != null;
    }
}
