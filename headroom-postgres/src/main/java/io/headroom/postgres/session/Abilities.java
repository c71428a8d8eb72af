package io.headroom.postgres.session;

import java.util.ArrayList;
import java.util.List;

/// What the watch may see and do with its role.
///
/// @param serverVersion as in `server_version_num`, such as 180006; 0 before the first look
/// @param user the role
/// @param seesOthers whether it sees the statements of other roles
/// @param signalsOthers whether it may end sessions of other roles
/// @param replica whether the server is a read-only replica
/// @param application the `application_name` of the service's own sessions; empty when they have
///   none that tells them apart
public record Abilities(
        int serverVersion,
        String user,
        boolean seesOthers,
        boolean signalsOthers,
        boolean replica,
        String application) {

    static Abilities unknown() {
        return new Abilities(0, "", false, false, false, "");
    }

    /// What is missing, each with what to do about it; empty when nothing is.
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (serverVersion == 0) {
            return List.of();
        }
        if (!seesOthers) {
            missing.add(
                    "sessions of other roles are not seen: GRANT pg_monitor TO \"%s\""
                            .formatted(user));
        }
        if (!signalsOthers) {
            missing.add(
                    "sessions of other roles cannot be ended: GRANT pg_signal_backend TO \"%s\""
                            .formatted(user));
        }
        if (application.isEmpty()) {
            missing.add(
                    "own sessions cannot be told from others: give the data source an"
                            + " ApplicationName");
        }
        return List.copyOf(missing);
    }
}
