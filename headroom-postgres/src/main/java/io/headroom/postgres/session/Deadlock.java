package io.headroom.postgres.session;

import java.time.Instant;
import java.util.List;

/// A deadlock in which a statement of this process was the victim. Of deadlocks whose victim is
/// another process only the number is known.
///
/// @param at when the victim was told
/// @param where the row or tuple, in the server's words; empty when it did not say
/// @param participants all of the cycle, the victim first
public record Deadlock(Instant at, String where, List<Participant> participants) {

    public Deadlock {
        participants = List.copyOf(participants);
    }

    /// One session of the cycle.
    ///
    /// @param pid its backend
    /// @param victim whether the server rolled it back
    /// @param waitsFor such as `ShareLock on transaction 745`
    /// @param blockedBy the backend that held it
    /// @param statement what it ran; empty when it had gone on before anybody could look
    /// @param endpoint the route it ran for; empty outside requests and for other processes
    /// @param application its `application_name`; empty for sessions of this process
    public record Participant(
            int pid,
            boolean victim,
            String waitsFor,
            int blockedBy,
            String statement,
            String endpoint,
            String application) {}
}
