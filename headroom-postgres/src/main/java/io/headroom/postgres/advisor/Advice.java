package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import java.util.List;

/// What an [IndexAdvisor] found.
///
/// @param suggestions the indexes to create, in the order they were chosen: each is the best for
///   its bytes beside those before it; those by rule, which were not tried, come last
/// @param vetoed those that would help reading and were refused for what they cost writes
/// @param savingShare what all verified suggestions together save of the workload's time, from 0 to
///   1, as the planner's costs foretell it
/// @param size the estimated size of all verified suggestions
/// @param notes for people: statements that could not be planned, what the what-if could not copy
public record Advice(
        List<IndexSuggestion> suggestions,
        List<IndexVeto> vetoed,
        double savingShare,
        Bytes size,
        List<String> notes) {

    public Advice {
        suggestions = List.copyOf(suggestions);
        vetoed = List.copyOf(vetoed);
        notes = List.copyOf(notes);
    }

    /// Nothing to suggest.
    public static Advice none(List<String> notes) {
        return new Advice(List.of(), List.of(), 0, Bytes.of(0), notes);
    }
}
