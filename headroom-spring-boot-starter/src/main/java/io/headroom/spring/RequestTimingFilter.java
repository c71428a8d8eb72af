package io.headroom.spring;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import org.springframework.web.servlet.HandlerMapping;

/// Times every request and tells the [RequestObserver]s.
final class RequestTimingFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final String UNMATCHED = "unmatched";

    private final transient List<RequestObserver> observers;
    private final transient LongSupplier nanoTime;

    RequestTimingFilter(List<RequestObserver> observers, LongSupplier nanoTime) {
        this.observers = List.copyOf(observers);
        this.nanoTime = nanoTime;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        long start = nanoTime.getAsLong();
        boolean answered = false;
        try {
            chain.doFilter(request, response);
            answered = true;
        } finally {
            int status =
                    answered ? response.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            String endpoint = pattern == null ? UNMATCHED : pattern.toString();
            long nanos = nanoTime.getAsLong() - start;
            for (RequestObserver observer : observers) {
                observer.finished(endpoint, request.getMethod(), status, nanos);
            }
        }
    }
}
