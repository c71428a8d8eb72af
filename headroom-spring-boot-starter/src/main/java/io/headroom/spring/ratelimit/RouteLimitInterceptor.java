package io.headroom.spring.ratelimit;

import io.headroom.operations.finding.Action.Limited;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/// Refuses the requests of a route above its limit, as soon as the route is known.
final class RouteLimitInterceptor implements HandlerInterceptor {

    private final RateLimits limits;
    private final TooMany refusal;

    RouteLimitInterceptor(RateLimits limits, TooMany refusal) {
        this.limits = limits;
        this.refusal = refusal;
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        boolean again = request.getDispatcherType() != DispatcherType.REQUEST;
        if (again || !limits.anyOf(Limited.ROUTE)) {
            return true;
        }
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        if (limits.admits(Limited.ROUTE, request.getMethod() + " " + pattern)) {
            return true;
        }
        refusal.answer(Limited.ROUTE, request, response);
        return false;
    }
}
