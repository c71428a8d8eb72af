package io.headroom.postgres.session;

import java.time.Instant;

/// One line of the audit trail.
///
/// @param at when
/// @param requestedBy who asked: an operator's name, or `automatic`
/// @param session the session as it was seen
/// @param outcome such as `Cancelled`
/// @param reason why it was refused; empty otherwise
public record TerminationEntry(
        Instant at, String requestedBy, Session session, String outcome, String reason) {}
