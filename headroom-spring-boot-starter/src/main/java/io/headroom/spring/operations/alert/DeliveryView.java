package io.headroom.spring.operations.alert;

import io.headroom.operations.alert.Priority;
import io.headroom.operations.alert.delivery.AlertDesk;
import io.headroom.operations.alert.delivery.AlertRoutes;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Who is told of alerts, and whether that works.
///
/// @param sends whether anybody can be told
/// @param shared whether what operators say holds on every node and over a restart
/// @param problem why not; null when all is well
/// @param lastRound when the tables were last written and read; null if never
/// @param heldBack changes that wait for their minute, since there were so many
/// @param incidents what fires on any node
record DeliveryView(
        boolean sends,
        boolean shared,
        @Nullable String problem,
        @Nullable Instant lastRound,
        int heldBack,
        List<ChannelView> channels,
        List<IncidentView> incidents) {

    /// @param priorities what it hears of
    /// @param sent by this node since its start, as are the others
    /// @param lastSent null if none ever was
    /// @param lastFailure why the last attempt failed; null when it did not
    record ChannelView(
            String name,
            String queue,
            List<String> priorities,
            long sent,
            long failed,
            @Nullable Instant lastSent,
            @Nullable String lastFailure,
            @Nullable Instant failedAt) {

        static ChannelView of(
                AlertChannel channel, AlertRoutes routes, AlertDeliveries.Tally tally) {
            AlertDeliveries.Failed failure = tally.failure();
            return new ChannelView(
                    channel.name(),
                    channel.queue(),
                    Arrays.stream(Priority.values())
                            .filter(priority -> routes.of(priority).contains(channel.name()))
                            .map(DeliveryView::word)
                            .toList(),
                    tally.sent(),
                    tally.failed(),
                    known(tally.sentAt()),
                    failure.reason().isEmpty() ? null : failure.reason(),
                    known(failure.at()));
        }
    }

    /// @param correlation stands in all messages about it
    /// @param nodes where it is pending or fires
    record IncidentView(
            String correlation,
            String alert,
            String priority,
            Instant firedAt,
            boolean told,
            List<String> nodes) {}

    static DeliveryView of(AlertDeliveries deliveries, AlertRoutes routes, AlertDesk.State state) {
        AlertChannels channels = deliveries.channels();
        String problem = channels.reason().isEmpty() ? state.failure() : channels.reason();
        return new DeliveryView(
                channels.canSend() && state.shared(),
                state.shared(),
                problem.isEmpty() ? null : problem,
                known(state.lastRound()),
                state.heldBack(),
                deliveries.tallies().entrySet().stream()
                        .map(each ->
                                ChannelView.of(
                                        channels.named(each.getKey()), routes, each.getValue()))
                        .toList(),
                state.incidents().stream()
                        .map(incident ->
                                new IncidentView(
                                        incident.correlation(),
                                        incident.alert(),
                                        word(incident.priority()),
                                        incident.firedAt(),
                                        incident.told(),
                                        incident.nodes()))
                        .toList());
    }

    private static @Nullable Instant known(Instant at) {
        return at.equals(Instant.EPOCH) ? null : at;
    }

    private static String word(Priority priority) {
        return priority.name().toLowerCase(Locale.ROOT);
    }
}
