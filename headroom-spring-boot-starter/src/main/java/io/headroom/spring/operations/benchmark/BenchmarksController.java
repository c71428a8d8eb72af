package io.headroom.spring.operations.benchmark;

import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.OwnCalls;
import io.headroom.spring.operations.benchmark.BenchmarkRun.State;
import io.headroom.spring.operations.benchmark.BenchmarkRunner.Start;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/benchmarks`. A run takes seconds, so the answer to the wish is 202 with the place where its
/// results will be.
@RestController
final class BenchmarksController {

    private static final Logger LOG = LoggerFactory.getLogger(BenchmarksController.class);
    private static final String BENCHMARKS = OwnCalls.BASE + "/benchmarks";
    private static final String METRICS_BENCHMARKS = "/metrics/benchmarks";
    private static final String BUSY_SECONDS = "30";

    private final BenchmarkRunner runner;
    private final OperatorGate gate;

    BenchmarksController(BenchmarkRunner runner, OperatorGate gate) {
        this.runner = runner;
        this.gate = gate;
    }

    record Kind(String type, String description) {}

    record Benchmarks(List<Kind> types, List<RunView> runs) {}

    record RunView(
            String id,
            String type,
            String state,
            String by,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String reason,
            List<OperationResult> results,
            String location) {

        static RunView of(BenchmarkRun run) {
            return new RunView(
                    run.id(),
                    run.type(),
                    run.state().name().toLowerCase(Locale.ROOT),
                    run.by(),
                    run.startedAt(),
                    run.endedAt(),
                    run.reason().isEmpty() ? null : run.reason(),
                    run.results(),
                    BENCHMARKS + "/" + run.id());
        }
    }

    /// Begins a run.
    ///
    /// @param type one of those that the list names
    @PostMapping({BENCHMARKS + "/run", METRICS_BENCHMARKS + "/run"})
    ResponseEntity<Answer<RunView>> run(
            HttpServletRequest request,
            @RequestParam(name = "benchmark_type", defaultValue = "") String type) {
        String who = gate.changes(request);
        return switch (runner.start(type, who)) {
            case Start.Started(BenchmarkRun run) -> {
                LOG.info("{} began the benchmark {}", who, run.id());
                yield ResponseEntity.accepted()
                        .location(URI.create(BENCHMARKS + "/" + run.id()))
                        .header(HttpHeaders.RETRY_AFTER, "2")
                        .body(Answer.of(RunView.of(run)));
            }
            case Start.Busy(BenchmarkRun other) ->
                    throw new ResponseStatusException(
                            HttpStatus.CONFLICT,
                            "The benchmark %s is under way; one can be at a time."
                                    .formatted(other.id()));
            case Start.Unknown(List<String> types) ->
                    throw new ResponseStatusException(
                            HttpStatus.BAD_REQUEST, "benchmark_type must be one of " + types + ".");
            case Start.Refused(String reason) -> throw refused(reason);
        };
    }

    private static ErrorResponseException refused(String reason) {
        ErrorResponseException refused =
                new ErrorResponseException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        ProblemDetail.forStatusAndDetail(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "The service is too busy to measure it. " + reason),
                        null);
        refused.getHeaders().set(HttpHeaders.RETRY_AFTER, BUSY_SECONDS);
        return refused;
    }

    /// What can be run, and the last runs, the newest first.
    @GetMapping({BENCHMARKS, METRICS_BENCHMARKS})
    ResponseEntity<Answer<Benchmarks>> list(HttpServletRequest request) {
        gate.reads(request);
        return Answer.ok(
                new Benchmarks(
                        runner.benchmarks().values().stream()
                                .map(each -> new Kind(each.type(), each.description()))
                                .toList(),
                        runner.latest().stream().map(RunView::of).toList()));
    }

    @GetMapping({BENCHMARKS + "/{id}", METRICS_BENCHMARKS + "/{id}"})
    ResponseEntity<Answer<RunView>> one(HttpServletRequest request, @PathVariable String id) {
        gate.reads(request);
        return Answer.ok(RunView.of(found(id)));
    }

    /// Ends a run that is under way; what it measured so far stays.
    @DeleteMapping({BENCHMARKS + "/{id}", METRICS_BENCHMARKS + "/{id}"})
    ResponseEntity<Answer<RunView>> cancel(HttpServletRequest request, @PathVariable String id) {
        String who = gate.changes(request);
        BenchmarkRun run = found(id);
        if (run.state() != State.RUNNING || !runner.cancel(id, who)) {
            throw new ResponseStatusException(
                    HttpStatus.CONFLICT, "The benchmark %s has ended.".formatted(id));
        }
        return ResponseEntity.accepted().body(Answer.of(RunView.of(run)));
    }

    private BenchmarkRun found(String id) {
        return runner.latest().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new ResponseStatusException(
                                HttpStatus.NOT_FOUND,
                                "There is no such run; the last ones are kept."));
    }
}
