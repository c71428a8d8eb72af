package io.headroom.operations.alert.delivery;

import io.headroom.operations.alert.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// What is to be told about an alert: values only, so that it can wait in a queue.
///
/// @param incident numbers the time from when the alert began to fire on the first node to when it
///   was over on the last
/// @param change what happened
/// @param alert its id
/// @param name of the kind of alert, which is also that of its runbook page
/// @param subject what it is about where there are several of a kind, else empty
/// @param summary a sentence for people
/// @param why the figures that made it hold, as they were last seen
/// @param since when it began to hold
/// @param firedAt when it began to fire
/// @param overAt when it was over; [Instant#EPOCH] while it fires
/// @param node where it was seen first
public record AlertNotice(
        long incident,
        Change change,
        String alert,
        String name,
        String subject,
        Priority priority,
        String summary,
        String why,
        Instant since,
        Instant firedAt,
        Instant overAt,
        String node) {

    /// What happens to an alert.
    public enum Change {
        /// It began to fire.
        FIRES,
        /// It is over.
        RESOLVED;

        /// As it stands in messages.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Names what is told, once and for all.
    public String key() {
        return correlation() + "-" + change.label();
    }

    /// Stands in all messages, log lines and jobs about the incident.
    public String correlation() {
        return "alert-" + incident;
    }

    /// How long it fired; 0 while it still does.
    public Duration lasted() {
        return change == Change.RESOLVED && overAt.isAfter(firedAt)
                ? Duration.between(firedAt, overAt)
                : Duration.ZERO;
    }
}
