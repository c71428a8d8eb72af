package io.headroom.spring.database;

import io.headroom.postgres.plan.FreeSqlOptions;
import io.headroom.postgres.statement.StatementOptions;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.postgres.statements.*` configures.
///
/// @param watch whether statements are watched; true by default
/// @param interval the pause between two readings, at least 100 ms; 4 s by default
/// @param slot the time that one entry of the history covers, from 1 s to 1 h; 5 minutes by default
/// @param slots how many entries are kept, from 12 to 2,000; 288 by default: 24 hours
/// @param maxStatements how many statements have a history, from 10 to 10,000; 500 by default
/// @param maxTexts how many texts of the service are told apart, from 10 to 20,000; 2,000 by
///   default
/// @param maxSamples how many sets of bound values are kept of a text, from 0 to 50; 5 by default
/// @param secretWords parts of names of columns whose values are never kept, beside the built-in
///   ones
/// @param slow from when a statement counts as slow; 100 ms by default
/// @param verySlow from when it counts as very slow, at least `slow`; 1 s by default
/// @param driftFactor how many times its usual mean a statement must take to be told of; 1.5 by
///   default
/// @param planInterval the pause between two looks at plans, at least 1 s; 60 s by default
/// @param plannedStatements how many statements' plans are looked at, from 0 to 200; 20 by default
/// @param freeSql whether operators may have texts of their own explained
@ConfigurationProperties(StatementProperties.PREFIX)
public record StatementProperties(
        @DefaultValue("true") boolean watch,
        @DefaultValue("4s") Duration interval,
        @DefaultValue("5m") Duration slot,
        @DefaultValue("288") int slots,
        @DefaultValue("500") int maxStatements,
        @DefaultValue("2000") int maxTexts,
        @DefaultValue("5") int maxSamples,
        @DefaultValue Set<String> secretWords,
        @DefaultValue("100ms") Duration slow,
        @DefaultValue("1s") Duration verySlow,
        @DefaultValue("1.5") double driftFactor,
        @DefaultValue("60s") Duration planInterval,
        @DefaultValue("20") int plannedStatements,
        @DefaultValue FreeSqlProperties freeSql) {

    static final String PREFIX = "headroom.postgres.statements";

    /// What `headroom.postgres.statements.free-sql.*` configures.
    ///
    /// @param enabled whether free SQL is explained at all; false by default
    /// @param analyze whether it may be executed for that; false by default
    /// @param perMinute how many are taken in a minute, from 1 to 600; 10 by default
    /// @param functions names of functions that may be called beside the built-in ones
    /// @param username the role that plans them, best one that may only read; the pool's by default
    /// @param password of that role
    public record FreeSqlProperties(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("false") boolean analyze,
            @DefaultValue("10") int perMinute,
            @DefaultValue Set<String> functions,
            @DefaultValue("") String username,
            @DefaultValue("") String password) {

        /// @throws IllegalArgumentException when one is out of its range
        FreeSqlOptions options() {
            return PoolProperties.named(
                    PREFIX + ".free-sql",
                    () ->
                            new FreeSqlOptions(
                                    analyze,
                                    perMinute,
                                    FreeSqlOptions.defaults().maxLength(),
                                    functions));
        }

        /// Without the password.
        @Override
        public String toString() {
            return "FreeSqlProperties[enabled=%s, analyze=%s, perMinute=%d, functions=%s, username=%s]"
                    .formatted(enabled, analyze, perMinute, functions, username);
        }
    }

    /// @throws IllegalArgumentException when one is out of its range; the message names the
    ///   property
    StatementOptions options() {
        return PoolProperties.named(
                PREFIX,
                () ->
                        new StatementOptions(
                                interval,
                                slot,
                                slots,
                                maxStatements,
                                maxTexts,
                                maxSamples,
                                secretWords,
                                slow,
                                verySlow,
                                driftFactor,
                                planInterval,
                                plannedStatements));
    }
}
