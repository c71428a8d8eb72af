package io.headroom.spring.operations.benchmark;

/// Whether the service has room for a measurement. Answers from memory; safe for use by many
/// threads.
interface ServiceLoad {

    /// Why none may begin; empty when one may.
    String refusal();

    /// Why the one that runs has to end; empty when it may go on.
    String objection();
}
