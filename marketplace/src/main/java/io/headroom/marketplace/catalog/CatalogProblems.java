package io.headroom.marketplace.catalog;

import io.headroom.http.pages.InvalidPageRequestException;
import io.headroom.marketplace.catalog.WriteOutcome.Created;
import io.headroom.marketplace.catalog.WriteOutcome.Deleted;
import io.headroom.marketplace.catalog.WriteOutcome.Forbidden;
import io.headroom.marketplace.catalog.WriteOutcome.NotFound;
import io.headroom.marketplace.catalog.WriteOutcome.Outdated;
import io.headroom.marketplace.catalog.WriteOutcome.Replaced;
import io.headroom.marketplace.catalog.WriteOutcome.SkuTaken;
import io.headroom.marketplace.catalog.WriteOutcome.Unauthenticated;
import io.headroom.marketplace.catalog.WriteOutcome.Unknown;
import io.headroom.spring.Problems;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// Every refusal of the catalogue, and of whoever reads a request by its [Parameters], as a problem
/// detail (RFC 9457). What the framework refuses before the catalogue is asked, the starter
/// answers.
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public class CatalogProblems {

    private static final String TYPE = "urn:headroom:problem:";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> invalid(InvalidRequestException e, HttpServletRequest request) {
        ProblemDetail problem = invalid(e.problems());
        return ResponseEntity.status(problem.getStatus()).body(Problems.complete(problem, request));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> invalidPage(
            InvalidPageRequestException e, HttpServletRequest request) {
        return invalid(
                new InvalidRequestException(
                        e.problems().stream()
                                .map(problem ->
                                        new FieldProblem(problem.field(), problem.message()))
                                .toList()),
                request);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(CatalogRefusal e, HttpServletRequest request) {
        ProblemDetail problem = problem(e.outcome());
        ResponseEntity.BodyBuilder response = ResponseEntity.status(problem.getStatus());
        if (e.outcome() instanceof Unauthenticated) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (e.outcome() instanceof Outdated(int version)) {
            problem.setProperty("currentVersion", version);
        }
        return response.body(Problems.complete(problem, request));
    }

    private static ProblemDetail problem(WriteOutcome outcome) {
        return switch (outcome) {
            case NotFound() ->
                    problem(HttpStatus.NOT_FOUND, "not-found", "Not found", "No such item.");
            case Outdated(int version) ->
                    problem(
                            HttpStatus.PRECONDITION_FAILED,
                            "outdated",
                            "Outdated version",
                            "The item has version "
                                    + version
                                    + " by now; read it, apply the change to it and send it with"
                                    + " its ETag.");
            case SkuTaken(String sku) ->
                    problem(
                            HttpStatus.CONFLICT,
                            "sku-taken",
                            "SKU taken",
                            "The merchant has, or had, another item with the SKU '" + sku + "'.");
            case Unauthenticated() ->
                    problem(
                            HttpStatus.UNAUTHORIZED,
                            "unauthenticated",
                            "Unauthenticated",
                            "Send a merchant's or the operator's token: Authorization: Bearer ….");
            case Forbidden(String reason) ->
                    problem(HttpStatus.FORBIDDEN, "forbidden", "Forbidden", reason + ".");
            case Unknown(FieldProblem field) -> invalid(List.of(field));
            case Created(Item _), Replaced(Item _), Deleted() ->
                    throw new IllegalArgumentException("a success is no problem: " + outcome);
        };
    }

    private static ProblemDetail invalid(List<FieldProblem> fields) {
        ProblemDetail problem =
                problem(
                        HttpStatus.BAD_REQUEST,
                        "invalid-request",
                        "Invalid request",
                        fields.size() == 1
                                ? fields.getFirst().field() + " " + fields.getFirst().message()
                                : fields.size() + " fields are invalid.");
        problem.setProperty("errors", fields);
        return problem;
    }

    private static ProblemDetail problem(
            HttpStatus status, String type, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create(TYPE + type));
        problem.setTitle(title);
        return problem;
    }
}
