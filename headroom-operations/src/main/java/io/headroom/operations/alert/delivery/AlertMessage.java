package io.headroom.operations.alert.delivery;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/// What a receiver gets: a change, or, in a storm, many at once.
///
/// @param key names the message once and for all: a receiver takes one key once
/// @param service whose alerts these are
/// @param runbooks what stands before the name of an alert in the link to its page
/// @param at when it was written
/// @param notices the most urgent first; at least one
/// @param more how many changes happened beside those that are listed
public record AlertMessage(
        String key,
        String service,
        String runbooks,
        Instant at,
        List<AlertNotice> notices,
        int more) {

    public AlertMessage {
        if (notices.isEmpty() || more < 0) {
            throw new IllegalArgumentException("a message tells at least one change");
        }
        notices = List.copyOf(notices);
    }

    /// Whether anything remains of it.
    ///
    /// @param wanted what is still of use
    public boolean hasAny(Predicate<AlertNotice> wanted) {
        return notices.stream().anyMatch(wanted);
    }

    /// The same with those notices alone, of which there must be one.
    public AlertMessage keeping(Predicate<AlertNotice> wanted) {
        return new AlertMessage(
                key, service, runbooks, at, notices.stream().filter(wanted).toList(), more);
    }

    /// The link to an alert's page of the runbook.
    public String runbook(AlertNotice notice) {
        return runbooks + notice.name() + ".md";
    }

    /// Its correlation: the incident's, or the message's key where there are several.
    public String correlation() {
        return notices.size() == 1 ? notices.getFirst().correlation() : key;
    }

    /// One line for people.
    public String subject() {
        return AlertText.subject(this);
    }

    /// All of it for people, in lines of at most 78 characters but for links.
    public String text() {
        return AlertText.text(this);
    }
}
