package io.headroom.spring;

import io.headroom.http.CorrelationId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.slf4j.MDC;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/// Completes RFC 9457 problem details with what every error answer carries, and writes them where
/// no controller does: in filters and in the security chain. Safe for use by many threads.
public final class Problems {

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    /// Sets `type`, `instance` and `correlationId`.
    public static ProblemDetail complete(ProblemDetail problem, HttpServletRequest request) {
        if (problem.getType() == null) {
            problem.setType(URI.create("about:blank"));
        }
        if (problem.getInstance() == null) {
            problem.setInstance(instance(request));
        }
        Object accepted = request.getAttribute(CorrelationId.LOG_KEY);
        Object id = accepted == null ? MDC.get(CorrelationId.LOG_KEY) : accepted;
        if (id != null) {
            problem.setProperty("correlationId", id);
        }
        return problem;
    }

    /// Answers with the problem, unless the answer has already begun.
    public void write(
            HttpServletRequest request, HttpServletResponse response, ProblemDetail problem)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(problem.getStatus());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(json.writeValueAsBytes(complete(problem, request)));
    }

    /// The request's path, which may hold what no URI may.
    private static URI instance(HttpServletRequest request) {
        Object forwarded = request.getAttribute("jakarta.servlet.error.request_uri");
        String path = forwarded == null ? request.getRequestURI() : forwarded.toString();
        try {
            return URI.create(path);
        } catch (IllegalArgumentException notAUri) {
            return URI.create("/");
        }
    }
}
