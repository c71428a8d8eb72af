package io.headroom.spring;

import io.headroom.http.pages.InvalidPageRequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import tools.jackson.core.JacksonException;

/// Turns what controllers throw into RFC 9457 problem details. The last of the advices: a service
/// maps its own exceptions before. The starter registers it; tests of single controllers may
/// register one themselves.
///
/// A database that cannot be reached is 503 with `Retry-After`. What nobody foresaw is 500 with the
/// correlation id and nothing of the cause, which stands in the log under the same id.
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public final class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final String RETRY_AFTER_SECONDS = "2";

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        CannotCreateTransactionException.class,
        TransactionSystemException.class
    })
    ResponseEntity<ProblemDetail> databaseUnavailable(
            RuntimeException error, HttpServletRequest request) {
        LOG.warn("the database did not answer: {}", error.toString());
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        switch (error) {
                            case QueryTimeoutException _ ->
                                    "The database took too long to answer; please try again.";
                            case ConcurrencyFailureException _ ->
                                    "Others are writing the same; please try again.";
                            default -> "The database cannot be reached; please try again.";
                        });
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problems.complete(problem, request));
    }

    @ExceptionHandler(InvalidPageRequestException.class)
    ResponseEntity<ProblemDetail> invalidPage(
            InvalidPageRequestException error, HttpServletRequest request) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, error.getMessage());
        problem.setProperty("errors", error.problems());
        return ResponseEntity.badRequest()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problems.complete(problem, request));
    }

    @ExceptionHandler(BodyTooLargeException.class)
    ResponseEntity<ProblemDetail> bodyTooLarge(
            BodyTooLargeException error, HttpServletRequest request) {
        return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problems.complete(error.problem(), request));
    }

    /// Answers 500.
    ///
    /// @return the answer, or null where another one has begun to go out
    @ExceptionHandler(Exception.class)
    @Nullable ResponseEntity<ProblemDetail> unforeseen(
            Exception error, HttpServletRequest request, HttpServletResponse response) {
        if (error instanceof IOException
                && (response.isCommitted()
                        || DisconnectedClientHelper.isClientDisconnectedException(error))) {
            LOG.debug("the caller went away: {}", error.toString());
        } else {
            LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), error);
        }
        if (response.isCommitted()) {
            return null;
        }
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "The service failed; its log has the cause under the correlation id.");
        return ResponseEntity.internalServerError()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problems.complete(problem, request));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException error,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyTooLargeException tooLarge) {
                return handleExceptionInternal(
                        error, tooLarge.problem(), headers, HttpStatus.CONTENT_TOO_LARGE, request);
            }
        }
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(status, "The request body is not readable JSON.");
        problem.setProperty(
                "errors", List.of(Map.of("field", "body", "message", unreadable(error))));
        return handleExceptionInternal(error, problem, headers, status, request);
    }

    private static String unreadable(HttpMessageNotReadableException error) {
        if (error.getCause() == null) {
            return "is required";
        }
        if (error.getCause() instanceof JacksonException json
                && json.getLocation() != null
                && json.getLocation().getLineNr() > 0) {
            return "is not well-formed JSON in UTF-8: line "
                    + json.getLocation().getLineNr()
                    + ", column "
                    + json.getLocation().getColumnNr();
        }
        return "is not well-formed JSON in UTF-8";
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException error,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return invalid(error, error.getParameterName(), "is required", headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            org.springframework.beans.TypeMismatchException error,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String field =
                error instanceof MethodArgumentTypeMismatchException mismatch
                        ? mismatch.getName()
                        : String.valueOf(error.getPropertyName());
        Class<?> required = error.getRequiredType();
        String message = "must be " + (required == null ? "of another type" : describe(required));
        return invalid(error, field, message, headers, status, request);
    }

    private @Nullable ResponseEntity<Object> invalid(
            Exception error,
            String field,
            String message,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(
                        status, "The parameter '" + field + "' " + message + ".");
        problem.setProperty("errors", List.of(Map.of("field", field, "message", message)));
        return handleExceptionInternal(error, problem, headers, status, request);
    }

    private static String describe(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return type.isPrimitive() || Number.class.isAssignableFrom(type)
                ? "a number within the range of a " + type.getSimpleName()
                : "a " + type.getSimpleName();
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception error,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        ResponseEntity<Object> answer =
                super.handleExceptionInternal(error, body, headers, status, request);
        if (answer != null
                && answer.getBody() instanceof ProblemDetail problem
                && request instanceof ServletWebRequest servlet) {
            Problems.complete(problem, servlet.getRequest());
        }
        return answer;
    }
}
