package io.headroom.spring.database;

import io.headroom.postgres.pool.ConnectionLimits;
import io.headroom.postgres.pool.PoolOptions;
import io.headroom.postgres.pool.PoolSettings;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.postgres.pool.*` configures. Sizes and time-outs are defaults for HikariCP pools:
/// what `spring.datasource.hikari.*` or the bean itself sets has the last word.
///
/// @param watch whether the pool and its server's sessions are watched; true by default
/// @param minimumSize connections that are kept when nobody needs them; 5 by default
/// @param maximumSize the most connections; 20 by default
/// @param idleTimeout when an unused connection above the minimum is closed; 10 s by default
/// @param acquisitionTimeout how long a caller waits for a connection; 30 s by default
/// @param healthInterval how often an unused connection is asked whether it lives; 30 s by default
/// @param applicationName what PostgreSQL calls the sessions that the driver gave no name; the
///   application's name by default
/// @param statementTimeout the server's limit for a statement; 0, the default, leaves its own
/// @param lockTimeout the server's limit for waiting for a lock; 0, the default, leaves its own
/// @param idleInTransactionTimeout the server's limit for an idle transaction; 0, the default,
///   leaves its own
/// @param transactionTimeout the server's limit for a transaction, from PostgreSQL 17; 0, the
///   default, leaves its own
/// @param leakAfter how long a connection may be held, or idle in a transaction; 60 s by default
/// @param threadEndedAfter how long a connection may stay unused after the thread that borrowed it
///   has ended; 10 s by default
/// @param placeOfEvery of which borrows the stack is kept: 1 of each, 10, the default, of every
///   tenth, 0 of none; of an endpoint that leaked, each is kept from then on
@ConfigurationProperties("headroom.postgres.pool")
public record PoolProperties(
        @DefaultValue("true") boolean watch,
        @DefaultValue("5") int minimumSize,
        @DefaultValue("20") int maximumSize,
        @DefaultValue("10s") Duration idleTimeout,
        @DefaultValue("30s") Duration acquisitionTimeout,
        @DefaultValue("30s") Duration healthInterval,
        @DefaultValue("") String applicationName,
        @DefaultValue("0") Duration statementTimeout,
        @DefaultValue("0") Duration lockTimeout,
        @DefaultValue("0") Duration idleInTransactionTimeout,
        @DefaultValue("0") Duration transactionTimeout,
        @DefaultValue("60s") Duration leakAfter,
        @DefaultValue("10s") Duration threadEndedAfter,
        @DefaultValue("10") int placeOfEvery) {

    static final String PREFIX = "headroom.postgres.pool";

    /// @throws IllegalArgumentException when one is out of its range; the message names the
    ///   property
    PoolSettings settings() {
        return named(
                PREFIX,
                () ->
                        new PoolSettings(
                                minimumSize,
                                maximumSize,
                                idleTimeout,
                                acquisitionTimeout,
                                healthInterval));
    }

    /// @param application stands in where no name is configured
    ConnectionLimits limits(String application) {
        String name = applicationName.isEmpty() ? printable(application) : applicationName;
        return named(
                PREFIX,
                () ->
                        new ConnectionLimits(
                                statementTimeout,
                                lockTimeout,
                                idleInTransactionTimeout,
                                transactionTimeout,
                                name));
    }

    PoolOptions options() {
        return named(PREFIX, () -> new PoolOptions(leakAfter, threadEndedAfter));
    }

    /// PostgreSQL would do the same to a name that it cannot show.
    private static String printable(String name) {
        String ascii = name.replaceAll("[^ -~]", "?");
        return ascii.length() > 63 ? ascii.substring(0, 63) : ascii;
    }

    static <T> T named(String prefix, Supplier<T> options) {
        try {
            return options.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(prefix + ": " + e.getMessage(), e);
        }
    }
}
