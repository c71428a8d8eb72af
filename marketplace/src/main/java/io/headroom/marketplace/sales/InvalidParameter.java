package io.headroom.marketplace.sales;

import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/// A parameter or a field of the body that can never be right: 400 with `errors`.
public final class InvalidParameter extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    /// @param field the name of the parameter or of the body's field
    /// @param message what it must be, as "must be 7 or 30"
    public InvalidParameter(String field, String message) {
        super(HttpStatus.BAD_REQUEST, problem(field, message), null);
    }

    private static ProblemDetail problem(String field, String message) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.BAD_REQUEST, "The parameter '" + field + "' " + message + ".");
        problem.setProperty("errors", List.of(Map.of("field", field, "message", message)));
        return problem;
    }
}
