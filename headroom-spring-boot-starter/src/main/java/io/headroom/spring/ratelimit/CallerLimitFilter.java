package io.headroom.spring.ratelimit;

import io.headroom.operations.finding.Action.Limited;
import io.headroom.spring.overload.PriorityPaths;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.LongSupplier;

/// Counts who calls, and refuses the requests of a caller above his limit, before they take a place
/// among those under way.
///
/// A caller is his address as the container tells it, behind a trusted proxy the one that the proxy
/// names (`server.forward-headers-strategy`); of IPv6 the network, of which one caller has all
/// addresses.
final class CallerLimitFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient PriorityPaths priority;
    private final transient RateLimits limits;
    private final transient CallerFacts callers;
    private final transient TooMany refusal;
    private final transient LongSupplier nanoTime;

    CallerLimitFilter(
            PriorityPaths priority,
            RateLimits limits,
            CallerFacts callers,
            TooMany refusal,
            LongSupplier nanoTime) {
        this.priority = priority;
        this.limits = limits;
        this.callers = callers;
        this.refusal = refusal;
        this.nanoTime = nanoTime;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (priority.contain(path)) {
            chain.doFilter(request, response);
            return;
        }
        String caller = Caller.of(request.getRemoteAddr());
        if (!limits.admits(Limited.CALLER, caller)) {
            callers.note(caller, 0);
            refusal.answer(Limited.CALLER, request, response);
            return;
        }
        long began = nanoTime.getAsLong();
        try {
            chain.doFilter(request, response);
        } finally {
            callers.note(caller, nanoTime.getAsLong() - began);
        }
    }
}
