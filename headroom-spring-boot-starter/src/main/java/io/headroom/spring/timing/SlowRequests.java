package io.headroom.spring.timing;

import io.headroom.http.CorrelationId;
import io.headroom.http.timing.RequestProfile;
import io.headroom.http.timing.Split;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/// Logs slow requests, as many as it may in a second, and keeps the last of the slowest that it
/// logged. Safe for use by many threads.
final class SlowRequests {

    private static final Logger LOG = LoggerFactory.getLogger(SlowRequests.class);

    private static final int MOST_STATEMENTS = 5;
    private static final int LONGEST_SQL = 500;
    private static final int LONGEST_TEXT = 200;

    private final SlowRequestProperties limits;
    private final long warnAfterNanos;
    private final long logAfterNanos;
    private final InstantSource clock;
    private final LineBudget slowLines;
    private final LineBudget verySlowLines;
    private final Deque<SlowRequest> kept = new ArrayDeque<>();

    SlowRequests(SlowRequestProperties limits, InstantSource clock, LongSupplier nanoTime) {
        this.limits = limits;
        this.warnAfterNanos = limits.warnAfter().toNanos();
        this.logAfterNanos = limits.logAfter().toNanos();
        this.clock = clock;
        slowLines = new LineBudget(limits.linesPerSecond(), nanoTime);
        verySlowLines = new LineBudget(limits.linesPerSecond(), nanoTime);
    }

    void finished(
            HttpServletRequest request,
            String endpoint,
            int status,
            long nanos,
            Split split,
            RequestProfile profile) {
        if (nanos <= warnAfterNanos) {
            return;
        }
        boolean very = nanos > logAfterNanos;
        long leftOut = (very ? verySlowLines : slowLines).ask();
        if (leftOut < 0) {
            return;
        }
        if (leftOut > 0) {
            LOG.warn(
                    "{} more {} requests were not logged: more than {} in a second",
                    leftOut,
                    very ? "very slow" : "slow",
                    limits.linesPerSecond());
        }
        if (!very) {
            LOG.warn(
                    "slow: {} {} answered {} after {} ms; {}",
                    QueryParameters.shortened(request.getMethod(), LONGEST_TEXT),
                    endpoint,
                    status,
                    nanos / 1_000_000,
                    SplitMillis.of(split));
            return;
        }
        SlowRequest slow = described(request, endpoint, status, nanos, split, profile);
        keep(slow);
        LOG.warn(
                "very slow: {} {} answered {} after {} ms; {}; statements {}; caches {}; path {}"
                        + " {}; thread {}; caller {}; correlation id {}",
                slow.method(),
                endpoint,
                status,
                nanos / 1_000_000,
                slow.split(),
                slow.statements(),
                slow.caches(),
                slow.path(),
                slow.parameters(),
                slow.thread(),
                slow.caller(),
                slow.correlationId());
    }

    private SlowRequest described(
            HttpServletRequest request,
            String endpoint,
            int status,
            long nanos,
            Split split,
            RequestProfile profile) {
        return new SlowRequest(
                clock.instant(),
                endpoint,
                QueryParameters.shortened(request.getMethod(), LONGEST_TEXT),
                status,
                Math.round(nanos / 1e3) / 1e3,
                Objects.toString(request.getAttribute(CorrelationId.LOG_KEY), "none"),
                QueryParameters.shortened(request.getRequestURI(), LONGEST_TEXT),
                QueryParameters.of(request.getQueryString()),
                SplitMillis.of(split),
                profile.slowestStatements(MOST_STATEMENTS).stream()
                        .map(statement ->
                                new SlowRequest.Statement(
                                        oneLine(statement.sql()),
                                        statement.count(),
                                        Math.round(statement.nanos() / 1e3) / 1e3,
                                        statement.failed()))
                        .toList(),
                profile.cacheReads().stream()
                        .map(reads ->
                                new SlowRequest.Reads(reads.cache(), reads.hits(), reads.misses()))
                        .toList(),
                Thread.currentThread().getName().isEmpty()
                        ? "virtual " + Thread.currentThread().threadId()
                        : Thread.currentThread().getName(),
                new SlowRequest.Caller(
                        request.getRemoteAddr(), scheme(request), userAgent(request)));
    }

    private static String oneLine(String sql) {
        return QueryParameters.shortened(sql.strip().replaceAll("\\s+", " "), LONGEST_SQL);
    }

    /// The scheme alone; what follows is the secret.
    private static String scheme(HttpServletRequest request) {
        String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (credentials == null) {
            return "none";
        }
        int space = credentials.indexOf(' ');
        return space < 0
                ? "unknown"
                : QueryParameters.shortened(credentials.substring(0, space), 20);
    }

    private static String userAgent(HttpServletRequest request) {
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        return agent == null ? "none" : QueryParameters.shortened(agent, LONGEST_TEXT);
    }

    private void keep(SlowRequest slow) {
        synchronized (kept) {
            kept.addFirst(slow);
            if (kept.size() > limits.keep()) {
                kept.removeLast();
            }
        }
    }

    /// The last ones, the latest first.
    List<SlowRequest> latest() {
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }
}
