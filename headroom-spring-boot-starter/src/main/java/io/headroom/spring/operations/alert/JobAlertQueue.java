package io.headroom.spring.operations.alert;

import io.headroom.jobs.Jobs;
import io.headroom.operations.alert.delivery.AlertMessage;
import io.headroom.operations.alert.delivery.AlertQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Messages as jobs, unique by channel and key besides.
final class JobAlertQueue implements AlertQueue {

    private static final Duration UNIQUE = Duration.ofDays(1);

    private final Supplier<Jobs> jobs;
    private final Map<String, AlertChannel> channels;

    JobAlertQueue(Supplier<Jobs> jobs, Map<String, AlertChannel> channels) {
        this.jobs = jobs;
        this.channels = channels;
    }

    @Override
    public void enqueue(Connection transaction, String channel, AlertMessage message)
            throws SQLException {
        var _ =
                jobs.get()
                        .enqueue(
                                transaction,
                                AlertJob.type(queueOf(channel))
                                        .job(new AlertJob(channel, message))
                                        .uniqueWithin(UNIQUE, channel + "/" + message.key())
                                        .withCorrelationId(message.correlation()));
    }

    @Override
    public void committed(Set<String> names) {
        jobs.get().wake(names.stream().map(this::queueOf).collect(Collectors.toSet()));
    }

    private String queueOf(String channel) {
        return Objects.requireNonNull(channels.get(channel), channel).queue();
    }
}
