package io.headroom.spring;

import io.headroom.http.CorrelationId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.MDC;

/// Accepts or makes the request's [CorrelationId], returns it, and puts it into the logging context
/// and into the request attribute that error answers read.
final class CorrelationIdFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String id =
                CorrelationId.accept(
                                request.getHeader(CorrelationId.HEADER),
                                ThreadLocalRandom.current())
                        .value();
        response.setHeader(CorrelationId.HEADER, id);
        request.setAttribute(CorrelationId.LOG_KEY, id);
        MDC.put(CorrelationId.LOG_KEY, id);
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(CorrelationId.LOG_KEY);
        }
    }
}
