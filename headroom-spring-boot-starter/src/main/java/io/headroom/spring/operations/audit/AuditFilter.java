package io.headroom.spring.operations.audit;

import io.headroom.http.CorrelationId;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.Problems;
import io.headroom.spring.operations.OwnCalls;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.util.ContentCachingRequestWrapper;
import tools.jackson.databind.json.JsonMapper;

/// Notes each changing call of the operations, and answers 429 to a caller that makes too many. All
/// that nobody is known to make share one allowance.
final class AuditFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final int MOST_BODY_BYTES = 8 * 1024;
    private static final String UNKNOWN = "unknown";

    private final transient AuditTrail trail;
    private final transient ChangeRate rate;
    private final transient OperatorCheck operators;
    private final transient Problems problems;
    private final transient JsonMapper json;
    private final transient InstantSource clock;

    AuditFilter(
            AuditTrail trail,
            ChangeRate rate,
            OperatorCheck operators,
            Problems problems,
            JsonMapper json,
            InstantSource clock) {
        this.trail = trail;
        this.rate = rate;
        this.operators = operators;
        this.problems = problems;
        this.json = json;
        this.clock = clock;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (READING.contains(request.getMethod())
                || !(path.startsWith(OwnCalls.BASE + "/") || path.startsWith("/metrics/"))) {
            chain.doFilter(request, response);
            return;
        }
        ContentCachingRequestWrapper read =
                new ContentCachingRequestWrapper(request, MOST_BODY_BYTES);
        String caller = caller(request);
        int status = HttpStatus.INTERNAL_SERVER_ERROR.value();
        try {
            long seconds = rate.take(caller);
            if (seconds == 0) {
                chain.doFilter(read, response);
            } else {
                refuse(request, response, seconds);
            }
            status = response.getStatus();
        } finally {
            trail.add(entry(read, path, status, caller.equals(UNKNOWN) ? UNKNOWN : "operator"));
        }
    }

    /// By credentials, since several operators may share a name.
    private String caller(HttpServletRequest request) {
        String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
        return credentials != null && operators.isOperator(request)
                ? Integer.toHexString(credentials.hashCode())
                : UNKNOWN;
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, long seconds)
            throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        problems.write(
                request,
                response,
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "Too many changes in a minute; go on in %d s.".formatted(seconds)));
    }

    /// @param someone who it is where no call has said so
    private AuditEntry entry(
            ContentCachingRequestWrapper request, String path, int status, String someone) {
        Object operator = request.getAttribute(OperatorGate.OPERATOR);
        Object accepted = request.getAttribute(CorrelationId.LOG_KEY);
        String id = accepted == null ? MDC.get(CorrelationId.LOG_KEY) : accepted.toString();
        String type = request.getContentType();
        return new AuditEntry(
                clock.instant(),
                AuditedBody.clipped(operator == null ? someone : operator.toString()),
                AuditedBody.clipped(request.getMethod()),
                AuditedBody.clipped(path),
                AuditedBody.of(
                        request.getParameterMap(),
                        request.getContentAsByteArray(),
                        type != null && type.contains("json"),
                        json),
                status,
                id == null ? "" : id,
                request.getRemoteAddr());
    }
}
