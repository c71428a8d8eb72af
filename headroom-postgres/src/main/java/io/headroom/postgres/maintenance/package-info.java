/// What a PostgreSQL database needs done that nobody asks for until it hurts: dead rows and bloat,
/// statistics gone stale, transaction numbers running out, horizons held back, indexes that are
/// invalid, doubled or unread. Each is a {@link io.headroom.postgres.maintenance.Finding} with its
/// evidence and what to do; the harmless part of it can be done on request, once in the cluster,
/// within limits, and on record.
///
/// PostgreSQL 13 to 18, plain JDBC. Each question is one SQL file beside the classes. A right or an
/// extension that is missing leaves a {@link io.headroom.postgres.maintenance.Gap} and the rest
/// works.
///
/// The story starts at {@link io.headroom.postgres.maintenance.Inspector#inspect}.
@NullMarked
package io.headroom.postgres.maintenance;

import org.jspecify.annotations.NullMarked;
