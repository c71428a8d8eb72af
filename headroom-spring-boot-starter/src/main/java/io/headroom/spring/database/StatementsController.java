package io.headroom.spring.database;

import static io.headroom.spring.database.StatementViews.known;

import io.headroom.postgres.plan.DrawnNode;
import io.headroom.postgres.plan.ExplainOutcome;
import io.headroom.postgres.plan.ExplainOutcome.Explained;
import io.headroom.postgres.plan.ExplainOutcome.Failed;
import io.headroom.postgres.plan.ExplainOutcome.RateLimited;
import io.headroom.postgres.plan.ExplainOutcome.Refused;
import io.headroom.postgres.plan.FreeSql;
import io.headroom.postgres.plan.Plan;
import io.headroom.postgres.plan.PlanDrawing;
import io.headroom.postgres.plan.PlanReview;
import io.headroom.postgres.statement.StatementFigures;
import io.headroom.postgres.statement.StatementPlans;
import io.headroom.postgres.statement.StatementPlans.StatementPlan;
import io.headroom.postgres.statement.StatementWatch;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.database.StatementViews.NodeView;
import io.headroom.spring.database.StatementViews.QueryPlan;
import io.headroom.spring.database.StatementViews.QueryStats;
import io.headroom.spring.database.StatementViews.SlowQueries;
import io.headroom.spring.database.StatementViews.StatementView;
import io.headroom.spring.database.StatementViews.Status;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/slow-queries`, `…/query-stats` and `…/query-plan`: the first two from memory, the last one
/// asks the server to plan.
@RestController
final class StatementsController {

    private static final String BASE = "/api/v1/performance";
    private static final int MOST = 500;

    private final StatementWatch watch;
    private final StatementPlans plans;
    private final StatementReset reset;
    private final @Nullable FreeSql freeSql;
    private final OperatorGate gate;

    /// @param freeSql null when free SQL is not enabled
    StatementsController(
            StatementWatch watch,
            StatementPlans plans,
            StatementReset reset,
            @Nullable FreeSql freeSql,
            OperatorGate gate) {
        this.watch = watch;
        this.plans = plans;
        this.reset = reset;
        this.freeSql = freeSql;
        this.gate = gate;
    }

    /// @param analyze false when it is missing
    record PlanRequest(
            @Nullable String queryId, @Nullable String query, @Nullable Boolean analyze) {}

    @GetMapping({BASE + "/slow-queries", "/metrics/slow-queries"})
    ResponseEntity<Answer<SlowQueries>> slow(
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable Double threshold,
            @RequestParam(defaultValue = "100") int limit) {
        gate.reads(request);
        double millis = threshold == null ? watch.options().slow().toMillis() : threshold;
        if (!(millis >= 0 && millis <= 86_400_000)) {
            throw badRequest("threshold must be from 0 to 86400000 milliseconds.");
        }
        List<StatementFigures> slow = watch.slow(Duration.ofNanos((long) (millis * 1e6)));
        return Answer.ok(
                new SlowQueries(
                        Status.of(watch.status()),
                        reset.since(),
                        millis,
                        slow.size(),
                        views(slow, limit)));
    }

    @GetMapping({BASE + "/query-stats", "/metrics/query-stats"})
    ResponseEntity<Answer<QueryStats>> stats(
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable String queryId,
            @RequestParam(defaultValue = "100") int limit) {
        gate.reads(request);
        List<StatementFigures> figures = watch.figures();
        if (queryId != null) {
            figures = figures.stream().filter(each -> each.queryId().equals(queryId)).toList();
            if (figures.isEmpty()) {
                throw unknown();
            }
        }
        return Answer.ok(
                new QueryStats(
                        Status.of(watch.status()),
                        reset.since(),
                        watch.options().slot().multipliedBy(watch.options().slots()).toSeconds(),
                        watch.resets(),
                        figures.size(),
                        views(figures, limit),
                        watch.drifting().stream().map(StatementFigures::queryId).toList(),
                        queryId == null ? null : watch.points(queryId)));
    }

    private static List<StatementView> views(List<StatementFigures> figures, int limit) {
        if (limit < 1 || limit > MOST) {
            throw badRequest("limit must be from 1 to " + MOST + ".");
        }
        return figures.stream().limit(limit).map(StatementView::of).toList();
    }

    @PostMapping({BASE + "/query-plan", "/metrics/query-plan"})
    ResponseEntity<Answer<QueryPlan>> plan(
            HttpServletRequest request, @RequestBody PlanRequest body) {
        boolean analyze = Boolean.TRUE.equals(body.analyze());
        if ((body.queryId() == null) == (body.query() == null)) {
            gate.reads(request);
            throw badRequest("Either queryId or query is needed.");
        }
        if (body.queryId() != null) {
            return byQueryId(request, body.queryId(), analyze);
        }
        String caller = gate.changes(request);
        if (freeSql == null) {
            throw new ResponseStatusException(
                    HttpStatus.FORBIDDEN,
                    "Free SQL is not enabled (headroom.postgres.statements.free-sql.enabled); ask by queryId.");
        }
        ExplainOutcome outcome = freeSql.explain(String.valueOf(body.query()), analyze, caller);
        Explained explained = explained(outcome, HttpStatus.BAD_REQUEST);
        return Answer.ok(view(null, "given", explained, Double.NaN, false));
    }

    private ResponseEntity<Answer<QueryPlan>> byQueryId(
            HttpServletRequest request, String queryId, boolean analyze) {
        if (analyze) {
            String _ = gate.changes(request);
        } else {
            gate.reads(request);
        }
        if (watch.statements().stream().noneMatch(each -> each.queryId().equals(queryId))) {
            throw unknown();
        }
        StatementPlan found = plans.explain(queryId, analyze);
        Explained explained = explained(found.outcome(), HttpStatus.CONFLICT);
        String basis = found.sampled() ? "sampled" : "generic";
        return Answer.ok(view(queryId, basis, explained, found.genericCost(), true));
    }

    private static QueryPlan view(
            @Nullable String queryId,
            String basis,
            Explained explained,
            double genericCost,
            boolean masked) {
        Plan plan = explained.plan();
        DrawnNode drawn = PlanDrawing.draw(plan, masked);
        return new QueryPlan(
                queryId,
                basis,
                plan.isAnalyzed(),
                plan.totalCost(),
                known(genericCost),
                known(plan.planningMillis()),
                known(plan.executionMillis()),
                PlanReview.of(plan, explained.surroundings()),
                PlanDrawing.text(drawn),
                NodeView.of(drawn));
    }

    private static Explained explained(ExplainOutcome outcome, HttpStatus refusal) {
        return switch (outcome) {
            case Explained explained -> explained;
            case Refused(String reason) -> throw new ResponseStatusException(refusal, reason);
            case Failed(String sqlState, int position) -> throw failed(sqlState, position);
            case RateLimited(Duration retryAfter) -> throw limited(retryAfter);
        };
    }

    private static ErrorResponseException failed(String sqlState, int position) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "PostgreSQL did not plan it: SQLState " + sqlState + ".");
        problem.setProperty("sqlState", sqlState);
        if (position > 0) {
            problem.setProperty("position", position);
        }
        return new ErrorResponseException(HttpStatus.UNPROCESSABLE_CONTENT, problem, null);
    }

    private static ErrorResponseException limited(Duration retryAfter) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.TOO_MANY_REQUESTS, "Too much free SQL; please try again later.");
        ErrorResponseException limited =
                new ErrorResponseException(HttpStatus.TOO_MANY_REQUESTS, problem, null);
        limited.getHeaders()
                .set(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter.toSeconds() + 1));
        return limited;
    }

    private static ResponseStatusException unknown() {
        return new ResponseStatusException(
                HttpStatus.NOT_FOUND, "No statement with this queryId was seen in the kept time.");
    }

    private static ResponseStatusException badRequest(String detail) {
        return new ResponseStatusException(HttpStatus.BAD_REQUEST, detail);
    }
}
