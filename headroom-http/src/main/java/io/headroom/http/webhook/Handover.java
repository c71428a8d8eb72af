package io.headroom.http.webhook;

import java.time.Duration;

/// What became of a message that was handed over. Each tells what the other side answered, in at
/// most 200 characters on one line.
public sealed interface Handover {

    /// The other side took charge of it: 2xx.
    ///
    /// @param answer the status and the beginning of the body
    record Taken(String answer) implements Handover {}

    /// It surely was not taken, and another try may help: nobody listens, or 408, 409, 425, and 429
    /// and 503 that do not say until when.
    record NotTaken(String reason) implements Handover {}

    /// It was not taken, and the other side says when to come back: 429 and 503 with `Retry-After`.
    ///
    /// @param pause from 0 to a day
    record Postponed(String reason, Duration pause) implements Handover {}

    /// It will never be taken like this: any other 4xx, or 3xx, since redirects are not followed.
    record Refused(String reason) implements Handover {}

    /// Nobody knows whether it was taken: 5xx, a connection that broke, or no answer in time.
    record InDoubt(String reason) implements Handover {}
}
