package io.headroom.spring.operations.alert;

import io.headroom.jobs.JobContext;
import io.headroom.operations.alert.delivery.AlertDesk;
import io.headroom.operations.alert.delivery.AlertMessage;
import io.headroom.operations.alert.delivery.AlertNotice;
import io.headroom.operations.health.Component;
import io.headroom.operations.health.Deduction;
import io.headroom.operations.health.HealthCheck;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands messages over, and counts: `headroom_alert_messages_total{channel,result}` of this node. A
/// channel whose last attempt failed costs points of health. Safe for use by many threads.
final class AlertDeliveries implements MeterBinder, HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(AlertDeliveries.class);
    private static final double POINTS = 5;

    private final AlertChannels channels;
    private final Supplier<AlertDesk> desk;
    private final InstantSource clock;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();

    /// What became of a channel's messages on this node.
    static final class Tally {

        private final LongAdder sent = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAdder unwanted = new LongAdder();
        private volatile Instant sentAt = Instant.EPOCH;
        private volatile Failed failure = Failed.NOT;

        long sent() {
            return sent.sum();
        }

        long failed() {
            return failed.sum();
        }

        /// [Instant#EPOCH] if none ever was.
        Instant sentAt() {
            return sentAt;
        }

        Failed failure() {
            return failure;
        }
    }

    /// The last attempt, where it failed.
    ///
    /// @param reason empty when it did not
    record Failed(Instant at, String reason) {

        static final Failed NOT = new Failed(Instant.EPOCH, "");
    }

    AlertDeliveries(AlertChannels channels, Supplier<AlertDesk> desk, InstantSource clock) {
        this.channels = channels;
        this.desk = desk;
        this.clock = clock;
        channels.byName().keySet().forEach(name -> tallies.put(name, new Tally()));
    }

    AlertChannels channels() {
        return channels;
    }

    Map<String, Tally> tallies() {
        return tallies;
    }

    /// Does a job.
    ///
    /// @throws Exception when it was not handed over, or nobody knows
    void deliver(AlertJob job, JobContext context) throws Exception {
        AlertChannel channel = channels.byName().get(job.channel());
        Tally tally = tallies.get(job.channel());
        if (channel == null || tally == null) {
            throw new IllegalStateException(
                    "there is no alert channel '%s' on this node: configure it, or cancel the job"
                            .formatted(job.channel()));
        }
        AlertMessage message = job.message();
        List<AlertNotice> unwanted = desk.get().unwanted(message);
        if (!message.hasAny(notice -> !unwanted.contains(notice))) {
            tally.unwanted.increment();
            LOG.info("{} is not wanted any more", message.key());
            return;
        }
        context.ensureHeld();
        try {
            channel.receiver().receive(message.keeping(notice -> !unwanted.contains(notice)));
        } catch (Exception e) {
            tally.failed.increment();
            tally.failure = new Failed(clock.instant(), String.valueOf(e.getMessage()));
            throw e;
        }
        tally.sent.increment();
        tally.sentAt = clock.instant();
        tally.failure = Failed.NOT;
        LOG.info("{} is told to {}", message.key(), job.channel());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        tallies.forEach((channel, tally) -> {
            counter(registry, channel, "sent", tally.sent);
            counter(registry, channel, "failed", tally.failed);
            counter(registry, channel, "unwanted", tally.unwanted);
        });
        Gauge.builder("headroom.alert.held.back", desk, each -> each.get().state().heldBack())
                .description("Changes of alerts that wait for their minute")
                .register(registry);
    }

    private static void counter(
            MeterRegistry registry, String channel, String result, LongAdder count) {
        FunctionCounter.builder("headroom.alert.messages", count, LongAdder::sum)
                .tags("channel", channel, "result", result)
                .description("Attempts to tell somebody of alerts, by how they ended")
                .register(registry);
    }

    @Override
    public void examine(Examination findings) {
        if (channels.byName().isEmpty()) {
            return;
        }
        findings.examined(Component.APPLICATION);
        String failure =
                channels.reason().isEmpty() ? desk.get().state().failure() : channels.reason();
        if (!failure.isEmpty()) {
            findings.deduct(
                    new Deduction(
                            Component.APPLICATION,
                            POINTS,
                            false,
                            "Nobody is told of alerts: " + failure + ".",
                            "See docs/operations.md, Who is told."));
        }
        tallies.forEach((channel, tally) -> {
            String reason = tally.failure().reason();
            if (!reason.isEmpty()) {
                findings.deduct(
                        new Deduction(
                                Component.APPLICATION,
                                POINTS,
                                false,
                                "The last alert did not reach %s: %s.".formatted(channel, reason),
                                "See …/jobs/dead, and the receiver; what is dead is sent by …/jobs/dead/{id}/requeue."));
            }
        });
    }
}
