package io.headroom.spring.operations.alert;

import io.headroom.operations.alert.delivery.AlertDesk;
import io.headroom.spring.BackgroundWork;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does the desk's rounds, on a thread of its own, since they wait for the database and the watch
/// over the service must not; says at the start who is told of alerts.
final class AlertRounds extends BackgroundWork {

    private static final Logger LOG = LoggerFactory.getLogger(AlertRounds.class);

    private final AlertDesk desk;
    private final AlertChannels channels;
    private final Map<?, ?> routes;
    private final Duration interval;

    AlertRounds(AlertDesk desk, AlertChannels channels, Map<?, ?> routes, Duration interval) {
        super("headroom-alerts", 1);
        this.desk = desk;
        this.channels = channels;
        this.routes = routes;
        this.interval = interval;
    }

    @Override
    protected void begin(ScheduledExecutorService executor) {
        if (channels.canSend()) {
            LOG.info("alerts are told to {}", routes);
        } else if (channels.byName().isEmpty()) {
            LOG.info(
                    "nobody is told of alerts: there is neither a webhook in {}.webhooks nor a channel of the service",
                    AlertsProperties.PREFIX);
        } else {
            LOG.warn(
                    "nobody is told of alerts, although there is {}: {}",
                    channels.byName().keySet(),
                    channels.reason());
        }
        var _ =
                executor.scheduleWithFixedDelay(
                        this::round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            desk.round();
        } catch (RuntimeException e) {
            LOG.error("a round of the alerts failed", e);
        }
    }
}
