package io.headroom.postgres.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What an inspection found.
///
/// @param at when it began
/// @param took how long it took
/// @param serverVersion PostgreSQL's version; empty when the database did not answer
/// @param replica whether the database is a standby, on which nothing can be done
/// @param findings the most urgent first
/// @param gaps what could not be looked at
/// @param horizons of all databases of the server, the inspected one first
public record Inspection(
        Instant at,
        Duration took,
        String serverVersion,
        boolean replica,
        List<Finding> findings,
        List<Gap> gaps,
        List<Horizon> horizons) {

    public Inspection {
        findings = List.copyOf(findings);
        gaps = List.copyOf(gaps);
        horizons = List.copyOf(horizons);
    }

    /// The findings of a kind, in the order of all.
    public List<Finding> of(FindingKind kind) {
        return findings.stream().filter(finding -> finding.kind() == kind).toList();
    }

    /// The findings of a topic, in the order of all.
    public List<Finding> about(Topic topic) {
        return findings.stream().filter(finding -> finding.kind().topic() == topic).toList();
    }
}
