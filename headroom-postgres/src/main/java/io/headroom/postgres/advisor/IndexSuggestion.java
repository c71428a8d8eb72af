package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import java.util.List;

/// An index that would help, and why.
///
/// @param id names the suggestion in calls; the same as long as the definition is
/// @param index what to create
/// @param reason for people, one or two sentences: which statements it helps and by how much
/// @param savingShare what it saves of the workload's time, from 0 to 1, as the planner's costs
///   foretell it; beside the suggestions that stand before it in the list. 0 when not verified
/// @param confidence `high`: tried with values that the service really used; `medium`: tried with
///   the planner's assumptions about values; `low`: by rule, not tried
/// @param size the estimated size on disk; 0 when not verified
/// @param writeCost what keeping it up to date costs, as a share of the workload's time, 0 and more
/// @param queryIds the statements it helps, the one that gains most first
/// @param verified whether it was tried against the planner
public record IndexSuggestion(
        String id,
        IndexDefinition index,
        String reason,
        double savingShare,
        String confidence,
        Bytes size,
        double writeCost,
        List<String> queryIds,
        boolean verified) {

    public IndexSuggestion {
        queryIds = List.copyOf(queryIds);
    }
}
