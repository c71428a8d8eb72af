package io.headroom.operations.capacity;

/// What is known of a resource, with its evidence.
///
/// @param words what it is, for people
/// @param utilisation the share that is in use now; NaN where it cannot be told
/// @param usable the share that may be
/// @param servers how many there are; NaN where that cannot be told
/// @param demandSeconds how long a request keeps one of them busy; NaN where it cannot be told
/// @param idle how many are in use without requests
/// @param requestsPerSecond how many requests it bears until its limit or until waiting for it
///   breaks a promise; infinite where requests do not use it; NaN where that cannot be told
/// @param samples how many steps it follows from
/// @param r2 the share of the variance that demand explains, from 0 to 1
/// @param note what to know of it; empty for nothing
/// @param advice what would move its limit
public record ResourceCapacity(
        String name,
        String words,
        double utilisation,
        double usable,
        double servers,
        double demandSeconds,
        double idle,
        double requestsPerSecond,
        int samples,
        double r2,
        String note,
        String advice) {}
