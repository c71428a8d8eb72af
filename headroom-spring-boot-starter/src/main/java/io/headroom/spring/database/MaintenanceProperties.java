package io.headroom.spring.database;

import io.headroom.core.Bytes;
import io.headroom.postgres.maintenance.InspectionOptions;
import io.headroom.postgres.maintenance.OptimizeLimits;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.postgres.maintenance.*` configures.
///
/// @param enabled whether the database is inspected at all; true by default
/// @param interval how often it is inspected when nobody asks, at least 1 s; 60 s by default.
///   Whoever asks gets figures of the last five seconds
/// @param minWaste from how many bytes of waste on a file counts as bloated; 10 MB by default
/// @param tableBloatShare from which share of a table on, 0 to 1; 0.3 by default
/// @param indexBloatShare from which share of a B-tree on, 0 to 1; 0.5 by default
/// @param measureUpTo up to which size a table that seems bloated is measured by
///   `pgstattuple_approx`, where that is installed; 1 GB by default
/// @param heldFor for how long somebody may hold back VACUUM; 10 min by default
/// @param heldTransactions for how many transactions; 1,000,000 by default
/// @param freezeAgeTimes from how many times autovacuum's own limit on the age of transaction
///   numbers is a finding, 1 to 10; 1.1 by default
/// @param unusedFor for how long nobody must have read an index; 30 days by default
/// @param questionTimeout how long one question may take, 1 ms to 1 h; 5 s by default
/// @param budget how long a run may last, 1 s to 24 h; 30 min by default
/// @param lockTimeout how long one of its statements may wait for a lock, 1 ms to 1 min; 2 s by
///   default
/// @param vacuumCostDelay PostgreSQL's `vacuum_cost_delay` for its statements, 0 to 100 ms; 2 ms by
///   default
@ConfigurationProperties("headroom.postgres.maintenance")
public record MaintenanceProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("60s") Duration interval,
        @DefaultValue("10MB") String minWaste,
        @DefaultValue("0.3") double tableBloatShare,
        @DefaultValue("0.5") double indexBloatShare,
        @DefaultValue("1GB") String measureUpTo,
        @DefaultValue("10m") Duration heldFor,
        @DefaultValue("1000000") long heldTransactions,
        @DefaultValue("1.1") double freezeAgeTimes,
        @DefaultValue("30d") Duration unusedFor,
        @DefaultValue("5s") Duration questionTimeout,
        @DefaultValue("30m") Duration budget,
        @DefaultValue("2s") Duration lockTimeout,
        @DefaultValue("2ms") Duration vacuumCostDelay) {

    static final String PREFIX = "headroom.postgres.maintenance";

    public MaintenanceProperties {
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    PREFIX + ".interval must be at least 1 s, but is " + interval);
        }
    }

    /// @throws IllegalArgumentException when one is out of its range; the message names it
    InspectionOptions options() {
        return PoolProperties.named(
                PREFIX,
                () ->
                        new InspectionOptions(
                                Bytes.parse(minWaste),
                                tableBloatShare,
                                indexBloatShare,
                                Bytes.parse(measureUpTo),
                                heldFor,
                                heldTransactions,
                                freezeAgeTimes,
                                unusedFor,
                                questionTimeout));
    }

    /// @throws IllegalArgumentException when one is out of its range; the message names it
    OptimizeLimits limits() {
        return PoolProperties.named(
                PREFIX, () -> new OptimizeLimits(budget, lockTimeout, vacuumCostDelay));
    }
}
