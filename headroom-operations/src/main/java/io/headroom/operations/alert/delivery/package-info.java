/// Who hears of an alert, and what operators say about it, for all nodes of a service in common.
///
/// A change of an alert is told once in the whole cluster: the row of its incident is written, and
/// the messages about it are given to a queue, in one transaction of the database that nodes share;
/// whoever commits it first tells it. The queue is a seam, [AlertQueue]: a job queue in the same
/// database takes part in the transaction, so that there is a message exactly if there is an
/// incident, and brings retries and dead letters. Receivers are a seam, too, [AlertReceiver].
///
/// Acknowledgements and silences stand in the same database, in PostgreSQL, and neither in the file
/// that keeps history nor in Redis. The file belongs to one node, and what is said to one has to
/// hold on all. Redis holds what may be lost: it is a cache, which evicts, and forgets at its
/// restart where nobody has made it durable, and a silence that is forgotten wakes somebody. And
/// the transaction that decides whether a change is told has to see them. What is said while the
/// database is away holds on the node that heard it, and on all once it is back.
///
/// The story starts at [AlertDesk#round].
@NullMarked
package io.headroom.operations.alert.delivery;

import org.jspecify.annotations.NullMarked;
