package io.headroom.jobs;

/// A job that this node holds.
///
/// @param node under which registration of this node it was claimed
/// @param id the job
/// @param attempt the fencing token
/// @param waitedMillis since it might have run
record Lease(
        long node,
        long id,
        String queue,
        Kind kind,
        long rank,
        int priority,
        int attempt,
        int failures,
        String tenant,
        String correlationId,
        String payload,
        long waitedMillis) {}
