package io.headroom.spring.operations.page;

import io.headroom.spring.OpenStream;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.Problems;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `…/events`: a snapshot each second, as server-sent events. 503 with `Retry-After` while as many
/// listen as may.
@RestController
final class LiveController {

    private static final String RETRY_AFTER_SECONDS = "5";

    private final LiveStream stream;
    private final OperatorGate gate;
    private final Problems problems;

    LiveController(LiveStream stream, OperatorGate gate, Problems problems) {
        this.stream = stream;
        this.gate = gate;
        this.problems = problems;
    }

    @GetMapping({"/api/v1/performance/events", "/metrics/events"})
    void events(HttpServletRequest request, HttpServletResponse response) throws IOException {
        gate.reads(request);
        boolean listens = HttpMethod.GET.matches(request.getMethod());
        if (listens && !stream.tryJoin()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            problems.write(
                    request,
                    response,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "As many pages follow the events as may; please try again."));
            return;
        }
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("X-Accel-Buffering", "no"); // nginx would keep events back
        if (listens) {
            OpenStream.mark(request);
            AsyncContext listener = request.startAsync(request, response);
            listener.setTimeout(0);
            stream.follow(listener);
        }
    }
}
