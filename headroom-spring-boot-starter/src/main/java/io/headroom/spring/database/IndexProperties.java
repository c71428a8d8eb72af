package io.headroom.spring.database;

import io.headroom.core.Bytes;
import io.headroom.postgres.advisor.AdvisorOptions;
import io.headroom.postgres.advisor.Budget;
import io.headroom.postgres.index.IndexChangeOptions;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.postgres.indexes.*` configures.
///
/// @param enabled whether there are suggestions and changes at all; true by default
/// @param apply whether suggested indexes may be built and dropped by the operations' calls; false
///   by default: they are only shown
/// @param sandbox the server in which indexes are tried
/// @param adviseEvery how often the workload is looked at; 15 minutes by default, 0 for never
/// @param adviseFirstAfter how long after its start a service is looked at first; 2 minutes by
///   default
/// @param budget the most that all suggested indexes may take; 1 GB by default
/// @param maxSuggestions the most suggestions; 10 by default
/// @param leastSaving the least share that an index must save of the time of those statements that
///   some index could serve; 0.005 by default
/// @param adviceTimeLimit when a search stops with what it found; 5 minutes by default
/// @param adviceWorkShare the share of the time in which a search works, above 0 and at most 1; 0.1
///   by default, a tenth of one processor
/// @param lockTimeout how long a build or drop waits for any lock or older transaction; 1 minute by
///   default
/// @param buildTimeout the longest build; 6 hours by default
/// @param observation how long statements are measured before, and at least after; 1 minute by
///   default
/// @param longestObservation how long at most to wait for rare statements; 10 minutes by default
/// @param leastCalls how often a statement must run in a window to be judged by it; 20 by default
/// @param tolerance the factor beyond which a statement counts as slower; 1.2 by default
/// @param diskMargin the free space needed, in multiples of an index's size; 2 by default
/// @param largestIndex the largest index that is built; 10 GB by default
/// @param attempts how often a build that crashes interrupt is begun in all; 2 by default
/// @param sampleRuns how often a sampled SELECT is run before and after; 3 by default, 0 for not
/// @param sampleTimeout when such a run is given up; 2 s by default
@ConfigurationProperties("headroom.postgres.indexes")
public record IndexProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("false") boolean apply,
        @DefaultValue Sandbox sandbox,
        @DefaultValue("15m") Duration adviseEvery,
        @DefaultValue("2m") Duration adviseFirstAfter,
        @DefaultValue("1GB") String budget,
        @DefaultValue("10") int maxSuggestions,
        @DefaultValue("0.005") double leastSaving,
        @DefaultValue("5m") Duration adviceTimeLimit,
        @DefaultValue("0.1") double adviceWorkShare,
        @DefaultValue("1m") Duration lockTimeout,
        @DefaultValue("6h") Duration buildTimeout,
        @DefaultValue("1m") Duration observation,
        @DefaultValue("10m") Duration longestObservation,
        @DefaultValue("20") int leastCalls,
        @DefaultValue("1.2") double tolerance,
        @DefaultValue("2") double diskMargin,
        @DefaultValue("10GB") String largestIndex,
        @DefaultValue("2") int attempts,
        @DefaultValue("3") int sampleRuns,
        @DefaultValue("2s") Duration sampleTimeout) {

    static final String PREFIX = "headroom.postgres.indexes";

    /// The server in which indexes are tried: a PostgreSQL 18 of our own, whose files this process
    /// may write. Without one, the extension HypoPG of the service's database is used, if it is
    /// there.
    ///
    /// @param url of any of its databases, such as `jdbc:postgresql://127.0.0.1:5433/postgres`;
    ///   empty, the default, for none
    /// @param user a superuser
    /// @param password its password
    /// @param dataDirectory the cluster's data directory
    public record Sandbox(
            @DefaultValue("") String url,
            @DefaultValue("") String user,
            @DefaultValue("") String password,
            @DefaultValue("") String dataDirectory) {

        /// Without the password.
        @Override
        public String toString() {
            return "Sandbox[url=%s, user=%s, dataDirectory=%s]".formatted(url, user, dataDirectory);
        }
    }

    /// @throws IllegalArgumentException when one is out of its range; the message names the
    ///   property
    IndexChangeOptions changes() {
        return PoolProperties.named(
                PREFIX,
                () ->
                        new IndexChangeOptions(
                                lockTimeout,
                                buildTimeout,
                                observation,
                                longestObservation,
                                leastCalls,
                                tolerance,
                                diskMargin,
                                Bytes.parse(largestIndex),
                                attempts,
                                sampleRuns,
                                sampleTimeout));
    }

    AdvisorOptions advisor() {
        AdvisorOptions defaults = AdvisorOptions.defaults();
        return PoolProperties.named(
                PREFIX,
                () ->
                        new AdvisorOptions(
                                defaults.maxKeys(),
                                defaults.maxIncluded(),
                                defaults.samples(),
                                defaults.vetoFactor(),
                                defaults.maxStatements(),
                                adviceTimeLimit,
                                adviceWorkShare));
    }

    Budget indexBudget() {
        return PoolProperties.named(
                PREFIX,
                () ->
                        new Budget(
                                Bytes.parse(budget),
                                maxSuggestions,
                                leastSaving,
                                Budget.standard().leastSavingPerMegabyte()));
    }
}
