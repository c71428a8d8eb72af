package io.headroom.operations.profile;

import java.time.Instant;

/// A profile, under way or done.
///
/// @param id of letters, digits and hyphens
/// @param seconds how long it records
/// @param startedAt when it began
/// @param state how far it is
/// @param problem why it failed; empty otherwise
/// @param page the flame graph once it is done
public record Profile(
        String id,
        ProfileKind kind,
        int seconds,
        Instant startedAt,
        State state,
        String problem,
        FlamePage page) {

    /// How far a profile is.
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }

    Profile done(FlamePage made) {
        return new Profile(id, kind, seconds, startedAt, State.DONE, "", made);
    }

    Profile failed(String why) {
        return new Profile(id, kind, seconds, startedAt, State.FAILED, why, FlamePage.NONE);
    }
}
