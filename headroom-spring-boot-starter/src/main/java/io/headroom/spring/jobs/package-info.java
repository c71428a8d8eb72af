/// Jobs in a Spring Boot service: queues in YAML, handlers as beans or annotated methods, enqueuing
/// in the transaction that is under way, calls, metrics and health.
///
/// The story starts at {@link io.headroom.spring.jobs.TransactionalJobs}.
@NullMarked
package io.headroom.spring.jobs;

import org.jspecify.annotations.NullMarked;
