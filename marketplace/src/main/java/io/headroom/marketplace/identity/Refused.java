package io.headroom.marketplace.identity;

import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/// A well-formed request that is not granted, answered as a problem detail (RFC 9457).
public final class Refused extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    /// @param type the last part of the problem's URN, as `out-of-stock`
    /// @param title the same for all problems of the type
    /// @param detail what is wrong with this request, and what to do
    public Refused(HttpStatus status, String type, String title, String detail) {
        super(status, problem(status, type, title, detail), null);
        if (status == HttpStatus.UNAUTHORIZED) {
            getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
    }

    private static ProblemDetail problem(
            HttpStatus status, String type, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:headroom:problem:" + type));
        problem.setTitle(title);
        return problem;
    }

    /// The same with one more member of the answer.
    public Refused with(String member, Object value) {
        getBody().setProperty(member, value);
        return this;
    }

    /// 404.
    public static Refused notFound(String detail) {
        return new Refused(HttpStatus.NOT_FOUND, "not-found", "Not found", detail);
    }

    /// 403.
    public static Refused forbidden(String detail) {
        return new Refused(HttpStatus.FORBIDDEN, "forbidden", "Forbidden", detail);
    }

    /// 401.
    public static Refused unauthenticated(String whose) {
        return new Refused(
                HttpStatus.UNAUTHORIZED,
                "unauthenticated",
                "Unauthenticated",
                "Send %s token: Authorization: Bearer ….".formatted(whose));
    }
}
