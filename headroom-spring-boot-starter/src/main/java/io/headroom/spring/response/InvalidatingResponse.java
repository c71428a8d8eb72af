package io.headroom.spring.response;

import io.headroom.http.cache.RequestHead;
import io.headroom.http.cache.ResponseCache;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The response to an unsafe request: when that succeeded, it forgets what it has outdated (RFC
/// 9111, section 4.4): the answers of its own target, and of those of the same host that its answer
/// names in `Location` and `Content-Location`.
///
/// It does so before the client can know, so that whoever has the answer reads what it says; and
/// once more when the application has ended. It is for answers that are kept by time alone: those
/// that were made of cached data end with that.
final class InvalidatingResponse extends HttpServletResponseWrapper implements AsyncListener {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final ResponseCache cache;
    private final RequestHead head;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    InvalidatingResponse(
            ResponseCache cache,
            RequestHead head,
            HttpServletRequest request,
            HttpServletResponse response) {
        super(response);
        this.cache = cache;
        this.head = head;
        this.request = request;
        this.response = response;
    }

    /// Whether a request may change what others read.
    static boolean isDueFor(HttpServletRequest request) {
        return !SAFE.contains(request.getMethod());
    }

    /// To be called when the application has been asked.
    void afterwards() {
        if (request.isAsyncStarted()) {
            request.getAsyncContext().addListener(this);
        } else {
            forget();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        forget();
        return super.getOutputStream();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        forget();
        return super.getWriter();
    }

    @Override
    public void flushBuffer() throws IOException {
        forget();
        super.flushBuffer();
    }

    private void forget() {
        if (response.getStatus() >= 200 && response.getStatus() < 400) {
            cache.forget(head);
            forget(response.getHeader("Location"));
            forget(response.getHeader("Content-Location"));
        }
    }

    private void forget(@Nullable String location) {
        if (location == null) {
            return;
        }
        try {
            URI named = URI.create(request.getRequestURL().toString()).resolve(location);
            String authority = URI.create(location).getRawAuthority();
            if (authority == null || authority.equalsIgnoreCase(head.header("Host"))) {
                String query = named.getRawQuery();
                String path = named.getRawPath();
                cache.forget(head, query == null ? path : path + '?' + query);
            }
        } catch (IllegalArgumentException e) {
            // No address, so no answer of it is kept.
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        forget();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // Completed afterwards.
    }

    @Override
    public void onError(AsyncEvent event) {
        // Completed afterwards.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
