package io.headroom.spring.ratelimit;

import io.headroom.operations.finding.Action.Limited;
import io.headroom.spring.Problems;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/// The answer to what is above a limit, and `headroom_http_rate_limited_total{limited}` of it; the
/// limits in force are `headroom_http_rate_limits{limited}`. Safe for use by many threads.
final class TooMany {

    /// A limit lets in one request a second at least, so that there is room after that.
    private static final String RETRY_AFTER_SECONDS = "1";

    private final Problems problems;
    private final Map<Limited, Counter> refused = new EnumMap<>(Limited.class);

    TooMany(Problems problems, RateLimits limits, MeterRegistry registry) {
        this.problems = problems;
        for (Limited what : Limited.values()) {
            refused.put(
                    what,
                    Counter.builder("headroom.http.rate.limited")
                            .description("Requests refused since they were above a limit of rate")
                            .tag("limited", what.label())
                            .register(registry));
            Gauge.builder("headroom.http.rate.limits", limits, all -> all.count(what))
                    .description("Limits of rate in force")
                    .tag("limited", what.label())
                    .register(registry);
        }
    }

    void answer(Limited what, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Objects.requireNonNull(refused.get(what)).increment();
        response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        problems.write(
                request,
                response,
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.TOO_MANY_REQUESTS,
                        switch (what) {
                            case ROUTE ->
                                    "More of this is asked for than is let in at the moment; please try again.";
                            case CALLER ->
                                    "You ask more often than you are let in at the moment; please try again.";
                        }));
    }
}
