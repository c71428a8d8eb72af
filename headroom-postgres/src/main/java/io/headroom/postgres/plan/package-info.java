/// Plans of PostgreSQL: how the server means to run a statement, read from `EXPLAIN`, judged, and
/// drawn for people.
///
/// [io.headroom.postgres.plan.Plan#parse] reads what `EXPLAIN (FORMAT JSON)` answered into nodes;
/// [io.headroom.postgres.plan.Explain] asks for plans of the service's own statements,
/// [io.headroom.postgres.plan.FreeSql] for those of texts that somebody typed, behind a fence.
/// [io.headroom.postgres.plan.PlanReview] finds what is wrong,
/// [io.headroom.postgres.plan.PlanDrawing] shows it.
@NullMarked
package io.headroom.postgres.plan;

import org.jspecify.annotations.NullMarked;
