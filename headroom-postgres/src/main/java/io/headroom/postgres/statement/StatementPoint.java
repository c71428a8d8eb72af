package io.headroom.postgres.statement;

import java.time.Instant;

/// One slot of a statement's history.
///
/// @param from when the slot began
/// @param calls how often the statement ran in it
/// @param meanMillis its mean time in it
public record StatementPoint(Instant from, double calls, double meanMillis) {}
