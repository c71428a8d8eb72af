package io.headroom.spring.response.tomcat;

import io.headroom.http.cache.Delivery;
import io.headroom.http.cache.RequestHead;
import io.headroom.http.cache.ResponseResult;
import org.jspecify.annotations.Nullable;

/// What can be answered at once. Called on the poller: it must neither wait nor take long.
public interface InlineAnswers {

    /// The answer; null when the application, or something that takes its time, has to give it.
    @Nullable Delivery find(RequestHead request);

    /// The lines that are this answer's own, each with its line end: `Age`, `Cache-Status`,
    /// `X-Correlation-Id`.
    void appendLines(RequestHead request, Delivery delivery, HeadBuffer to);

    /// Takes note of an answer that went out.
    ///
    /// @param nanos since the request was read
    void answered(String method, Delivery delivery, ResponseResult result, long nanos);

    /// What is said to a request for which there is no room on other threads; null when it is to be
    /// let in all the same. Counted as refused.
    @Nullable Refusal refusal(RequestHead request);

    /// A 503.
    ///
    /// @param correlationId of the request
    /// @param problem the body, `application/problem+json`, of Latin-1
    /// @param retryAfterSeconds when to try again
    record Refusal(String correlationId, String problem, long retryAfterSeconds) {}

    /// The monotonic clock.
    long nanoTime();
}
