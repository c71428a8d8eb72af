package io.headroom.spring;

import io.headroom.core.Bytes;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/// A request body that is larger than the service accepts.
final class BodyTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Bytes limit;

    BodyTooLargeException(Bytes limit) {
        super("the request body is larger than " + limit, null, false, false);
        this.limit = limit;
    }

    ProblemDetail problem() {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.CONTENT_TOO_LARGE, "The request body is larger than " + limit + ".");
    }
}
