package io.headroom.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Decides a conditional GET or HEAD against a stored answer (RFC 9110 §13.2.2).
public final class Conditional {

    /// What the conditions say.
    public enum Outcome {
        /// Answer as if there were no condition.
        PROCEED,
        /// Answer 304: the caller holds the current answer.
        NOT_MODIFIED,
        /// Answer 412: what the caller holds is not current, and it asked for nothing else.
        PRECONDITION_FAILED
    }

    private Conditional() {}

    /// The tests in the order of the RFC: `If-Match`, or else `If-Unmodified-Since`; then
    /// `If-None-Match`, or else `If-Modified-Since`. A date that is malformed, or that cannot be
    /// compared because the answer has none, is ignored; a tag condition that is malformed matches
    /// nothing. Dates compare to the second.
    ///
    /// @param tag the tag of the stored answer, of whatever coding
    /// @param lastModified the answer's `Last-Modified`, or its `Date` where it has none (RFC 9111
    ///   §4.3.2)
    public static Outcome evaluate(
            @Nullable String ifNoneMatch,
            @Nullable String ifModifiedSince,
            @Nullable String ifMatch,
            @Nullable String ifUnmodifiedSince,
            EntityTag tag,
            @Nullable Instant lastModified) {
        if (ifMatch != null) {
            if (!EntityTagList.parse(ifMatch).matchesStrongly(tag)) {
                return Outcome.PRECONDITION_FAILED;
            }
        } else if (ifUnmodifiedSince != null && isAfter(lastModified, ifUnmodifiedSince)) {
            return Outcome.PRECONDITION_FAILED;
        }
        if (ifNoneMatch != null) {
            return EntityTagList.parse(ifNoneMatch).matchesWeakly(tag)
                    ? Outcome.NOT_MODIFIED
                    : Outcome.PROCEED;
        }
        return ifModifiedSince != null && isNotAfter(lastModified, ifModifiedSince)
                ? Outcome.NOT_MODIFIED
                : Outcome.PROCEED;
    }

    private static boolean isAfter(@Nullable Instant lastModified, String date) {
        Instant since = HttpDate.parse(date);
        return since != null && lastModified != null && seconds(lastModified).isAfter(since);
    }

    private static boolean isNotAfter(@Nullable Instant lastModified, String date) {
        Instant since = HttpDate.parse(date);
        return since != null && lastModified != null && !seconds(lastModified).isAfter(since);
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
