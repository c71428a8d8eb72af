package io.headroom.postgres.statement;

import java.time.Instant;

/// The server began to run a statement in another way.
///
/// @param at when that was noticed
/// @param before the former plan's shape, as [io.headroom.postgres.plan.Plan#shape]
/// @param after the new plan's shape
/// @param meanBeforeMillis the statement's mean in the kept slots that ended before; NaN when there
///   are none
/// @param meanAfterMillis its mean in the slots since, or in the one in which the change fell
/// @param slower whether it takes at least the watch's drift factor times as long since
public record PlanChange(
        Instant at,
        String before,
        String after,
        double meanBeforeMillis,
        double meanAfterMillis,
        boolean slower) {}
