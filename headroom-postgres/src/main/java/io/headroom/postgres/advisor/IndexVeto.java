package io.headroom.postgres.advisor;

/// An index that would help reading and is not suggested all the same.
///
/// @param index what would be created
/// @param reason for people: what it would cost
/// @param savingShare what it would save of the workload's time, from 0 to 1
/// @param writeCost what keeping it would cost, as a share of the workload's time
public record IndexVeto(
        IndexDefinition index, String reason, double savingShare, double writeCost) {}
