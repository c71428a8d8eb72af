/// Background work in the service's own PostgreSQL: enqueued in the transaction of the business
/// write, so that there is a job exactly if there is an order; run by any node; not lost when a
/// node, or PostgreSQL, is killed at any point.
///
/// Handlers run at least once, and in mode `IN_TX` their database effects exactly once. Priorities
/// age, so nothing starves; limits hold for the whole cluster; tenants get equal turns; what fails
/// for good is a dead letter that can be looked at and requeued. Plain JDBC: any pool, any
/// framework, any migration tool; the tables are made by the file `headroom_jobs.sql` beside the
/// classes.
///
/// The story starts at {@link io.headroom.jobs.Jobs#enqueue(java.sql.Connection,
/// io.headroom.jobs.NewJob)} and goes on at `JobWorker`.
@NullMarked
package io.headroom.jobs;

import org.jspecify.annotations.NullMarked;
