package io.headroom.spring.operations.alert;

import io.headroom.operations.alert.Priority;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.operations.alerts.*` configures.
///
/// @param shared whether nodes keep alerts, acknowledgements and silences in common, in the tables
///   of `headroom_alerts.sql`; true by default. Without that nobody is told of anything
/// @param interval between a node's rounds through the tables, from 1 s to 1 min; 5 s by default
/// @param queue of `headroom.jobs.queues`, where messages to webhooks wait; `alerts` by default
/// @param messagesPerMinute at most so many messages to a channel in any minute, from 1 to 600; 10
///   by default. In a storm the last one sums up the rest
/// @param runbooks what stands before the name of an alert in the link to its page; `docs/runbook/`
///   by default
/// @param webhooks by the name of their channel
/// @param routes the channels that hear of a priority; by default all of high and medium, and none
///   of low
@ConfigurationProperties(AlertsProperties.PREFIX)
public record AlertsProperties(
        @DefaultValue("true") boolean shared,
        @DefaultValue("5s") Duration interval,
        @DefaultValue("alerts") String queue,
        @DefaultValue("10") int messagesPerMinute,
        @DefaultValue("docs/runbook/") String runbooks,
        @DefaultValue Map<String, Webhook> webhooks,
        @DefaultValue Map<Priority, List<String>> routes) {

    static final String PREFIX = "headroom.operations.alerts";

    public AlertsProperties {
        if (interval.toMillis() < 1_000 || interval.toMillis() > 60_000) {
            throw new IllegalArgumentException(
                    PREFIX + ".interval must be from 1 s to 1 min: " + interval);
        }
        if (messagesPerMinute < 1 || messagesPerMinute > 600) {
            throw new IllegalArgumentException(
                    PREFIX + ".messages-per-minute must be from 1 to 600: " + messagesPerMinute);
        }
    }

    /// A receiver over HTTP.
    ///
    /// @param url `http` or `https`; empty, the default, switches it off
    /// @param secret signs each message, and is shared with the receiver; needed where there is a
    ///   url
    /// @param timeout for the connection and the beginning of the answer; 10 s by default
    public record Webhook(
            @DefaultValue("") String url,
            @DefaultValue("") String secret,
            @DefaultValue("10s") Duration timeout) {

        /// Without address and secret: either may open doors.
        @Override
        public String toString() {
            return "Webhook[timeout=" + timeout + "]";
        }
    }

    /// Who hears of what.
    ///
    /// @param channels all that there are
    /// @throws IllegalArgumentException when a route names another
    Map<Priority, List<String>> routesTo(Set<String> channels) {
        Map<Priority, List<String>> all = new EnumMap<>(Priority.class);
        for (Priority priority : Priority.values()) {
            List<String> usual = priority == Priority.LOW ? List.of() : List.copyOf(channels);
            List<String> named = routes.getOrDefault(priority, usual);
            for (String name : named) {
                if (!channels.contains(name)) {
                    throw new IllegalArgumentException(
                            "%s.routes: there is no channel '%s', but %s"
                                    .formatted(PREFIX, name, channels));
                }
            }
            all.put(priority, named);
        }
        return all;
    }
}
