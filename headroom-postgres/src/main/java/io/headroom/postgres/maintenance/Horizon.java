package io.headroom.postgres.maintenance;

/// How far a database is from the reuse of transaction numbers, 2 billion away.
///
/// @param database its name
/// @param xidAge transactions since the oldest number that still stands in a row
/// @param xidFreezeMaxAge the age at which autovacuum acts, even where it is switched off
/// @param multixactAge the same for the numbers of shared row locks
/// @param multixactFreezeMaxAge as `xidFreezeMaxAge`
public record Horizon(
        String database,
        long xidAge,
        long xidFreezeMaxAge,
        long multixactAge,
        long multixactFreezeMaxAge) {}
