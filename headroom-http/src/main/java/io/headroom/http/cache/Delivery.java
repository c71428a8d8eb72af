package io.headroom.http.cache;

import io.headroom.http.AcceptEncoding;
import io.headroom.http.Conditional;
import io.headroom.http.ContentCoding;
import io.headroom.http.EntityTag;
import io.headroom.http.EntityTagList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a stored answer goes out to one request: its coding, and whether the client has it already
/// (RFC 9110, section 13).
///
/// @param status 200 and so on, 304 or 412
/// @param representation what is sent, or would be
/// @param tag what names it; for 304 that which the client has, which may be of another coding: a
///   cache between updates only what it holds under the same strong tag (RFC 9111, section 4.3.4)
/// @param hasBody false for HEAD, 304 and 412
public record Delivery(
        StoredAnswer answer,
        int status,
        Representation representation,
        EntityTag tag,
        boolean hasBody) {

    private static final int NOT_MODIFIED = 304;
    private static final int PRECONDITION_FAILED = 412;

    /// The delivery; null when the coding that the client prefers has yet to be made, which
    /// [ResponseCache#deliver] does. What goes out without a body needs no coding to be made.
    public static @Nullable Delivery of(RequestHead request, StoredAnswer answer) {
        int status = status(request, answer);
        if (isWithoutBody(request, answer, status)) {
            return described(request, answer, status);
        }
        Representation made = answer.made(preferred(request));
        return made == null ? null : whole(answer, made);
    }

    /// As [#of]; takes as long as the coding takes.
    static Delivery making(RequestHead request, StoredAnswer answer) {
        int status = status(request, answer);
        return isWithoutBody(request, answer, status)
                ? described(request, answer, status)
                : whole(answer, answer.make(preferred(request)));
    }

    private static int status(RequestHead request, StoredAnswer answer) {
        // Conditions are for what exists (RFC 9110, section 13.2.1).
        if (answer.status() != 200) {
            return answer.status();
        }
        return switch (condition(request, answer)) {
            case NOT_MODIFIED -> NOT_MODIFIED;
            case PRECONDITION_FAILED -> PRECONDITION_FAILED;
            case PROCEED -> answer.status();
        };
    }

    private static boolean isWithoutBody(RequestHead request, StoredAnswer answer, int status) {
        return status != answer.status() || request.method().equals("HEAD");
    }

    private static Delivery whole(StoredAnswer answer, Representation made) {
        return new Delivery(answer, answer.status(), made, made.tag(), true);
    }

    private static Delivery described(RequestHead request, StoredAnswer answer, int status) {
        Representation described = answer.described(preferred(request));
        EntityTag tag = status == NOT_MODIFIED ? held(request, described) : described.tag();
        return new Delivery(answer, status, described, tag, false);
    }

    private static List<ContentCoding> preferred(RequestHead request) {
        return AcceptEncoding.preferred(request.header("Accept-Encoding"));
    }

    private static EntityTag held(RequestHead request, Representation described) {
        EntityTag held =
                EntityTagList.parse(request.header("If-None-Match")).memberFor(described.tag());
        return held == null || held.weak() ? described.tag() : held;
    }

    private static Conditional.Outcome condition(RequestHead request, StoredAnswer answer) {
        return Conditional.evaluate(
                request.header("If-None-Match"),
                request.header("If-Modified-Since"),
                request.header("If-Match"),
                request.header("If-Unmodified-Since"),
                answer.tag(),
                answer.lastModified());
    }
}
