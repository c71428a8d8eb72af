package io.headroom.load;

/// What one session asks for, one request after another. Used by one thread at a time.
interface Script {

    /// How many requests it has.
    int length();

    /// Nanoseconds from one request's due time to the next one's; 0 when each is due with the
    /// answer to the one before.
    long stepNanos();

    /// The next request.
    Call next();

    /// Tells the answer to the request that [#next] gave last.
    ///
    /// @return whether the answer was stale
    boolean answered(Call call, Answer answer);
}
