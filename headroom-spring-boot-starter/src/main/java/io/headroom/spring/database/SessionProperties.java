package io.headroom.spring.database;

import io.headroom.postgres.session.SessionOptions;
import io.headroom.postgres.session.TerminationMode;
import io.headroom.postgres.session.TerminationOptions;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.postgres.sessions.*` configures.
///
/// @param interval between looks at the server, from 500 ms to 5 s; 2 s by default
/// @param longRunning a statement that runs longer is listed; 5 s by default
/// @param idleInTransaction a transaction that idles longer is listed; 60 s by default
/// @param contentionHistory how long waits for locks are remembered; 24 h by default
/// @param termination who may end sessions: `report-only`, the default, `on-request` or `automatic`
/// @param terminateAfter when the watch ends one by itself; 60 s by default
/// @param cancelGrace how long a cancelled statement has to end before its session is; 5 s by
///   default
/// @param mostTerminationsPerMinute the most signals in a minute; 6 by default
/// @param terminableApplications `application_name`s that may be ended beside the service's own
@ConfigurationProperties("headroom.postgres.sessions")
public record SessionProperties(
        @DefaultValue("2s") Duration interval,
        @DefaultValue("5s") Duration longRunning,
        @DefaultValue("60s") Duration idleInTransaction,
        @DefaultValue("24h") Duration contentionHistory,
        @DefaultValue("report-only") TerminationMode termination,
        @DefaultValue("60s") Duration terminateAfter,
        @DefaultValue("5s") Duration cancelGrace,
        @DefaultValue("6") int mostTerminationsPerMinute,
        @DefaultValue Set<String> terminableApplications) {

    static final String PREFIX = "headroom.postgres.sessions";

    /// @throws IllegalArgumentException when one is out of its range; the message names the
    ///   property
    SessionOptions options() {
        return PoolProperties.named(
                PREFIX,
                () -> new SessionOptions(longRunning, idleInTransaction, contentionHistory));
    }

    TerminationOptions terminations() {
        return PoolProperties.named(
                PREFIX,
                () ->
                        new TerminationOptions(
                                termination,
                                terminateAfter,
                                cancelGrace,
                                mostTerminationsPerMinute,
                                terminableApplications));
    }
}
