package io.headroom.marketplace.delivery;

import io.headroom.jobs.RetryAfterException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The ledger of what leaves the shop. Safe for use by many threads.
///
/// A row says before each attempt that it begins, and after it how it ended. A process that is
/// killed in between, or a connection that breaks before the answer, leaves the attempt in doubt:
/// the message is sent again, since one too many is better than none, and the row counts how many
/// copies the receiver may have beside the one that was confirmed. What is known to be delivered is
/// never sent again, whatever becomes of the job.
public final class Deliveries {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private static final String BEGIN =
            """
            INSERT INTO delivery AS d (key, channel, attempts, in_doubt, attempted_at)
            VALUES (:key, :channel, 1, 1, clock_timestamp())
            ON CONFLICT (key) DO UPDATE
            SET attempts = d.attempts + 1, in_doubt = d.in_doubt + 1, attempted_at = excluded.attempted_at
            WHERE d.delivered_at IS NULL
            RETURNING d.in_doubt
            """;

    private static final String DELIVERED =
            """
            UPDATE delivery SET in_doubt = in_doubt - 1, delivered_at = clock_timestamp(), answer = :answer
            WHERE key = :key
            """;

    private static final String NOT_DELIVERED =
            "UPDATE delivery SET in_doubt = in_doubt - 1, answer = :answer WHERE key = :key";

    private static final int LONGEST_ANSWER = 500;

    private final JdbcClient jdbc;
    private final Map<Channel, Counts> counts = new EnumMap<>(Channel.class);

    private record Counts(Counter delivered, Counter failed, Counter inDoubt) {}

    Deliveries(JdbcClient jdbc, MeterRegistry metrics) {
        this.jdbc = jdbc;
        for (Channel channel : Channel.values()) {
            counts.put(
                    channel,
                    new Counts(
                            counter(metrics, channel, "delivered"),
                            counter(metrics, channel, "failed"),
                            counter(metrics, channel, "in_doubt")));
        }
    }

    private static Counter counter(MeterRegistry metrics, Channel channel, String result) {
        return Counter.builder("marketplace.deliveries")
                .description("Attempts to send a message, by how they ended")
                .tag("channel", channel.label())
                .tag("result", result)
                .register(metrics);
    }

    /// Sends something.
    @FunctionalInterface
    public interface Sending {
        /// Sends it.
        ///
        /// @return what the other side answered
        /// @throws Exception as [Mailer] and [SmsGateway] do
        String send() throws Exception;
    }

    /// Sends it, unless it is known to be delivered.
    ///
    /// @param key names the message
    /// @throws Exception what the sending threw
    public void once(String key, Channel channel, Sending sending) throws Exception {
        Optional<Integer> inDoubt =
                jdbc.sql(BEGIN)
                        .param("key", key)
                        .param("channel", channel.label())
                        .query(Integer.class)
                        .optional();
        if (inDoubt.isEmpty()) {
            LOG.info("{} is delivered already", key);
            return;
        }
        if (inDoubt.get() > 1) {
            LOG.warn(
                    "{} is sent again: {} earlier attempts may have arrived",
                    key,
                    inDoubt.get() - 1);
        }
        Counts count = Objects.requireNonNull(counts.get(channel), "every channel is counted");
        String answer;
        try {
            answer = sending.send();
        } catch (NotDeliveredException | RefusedForGoodException | RetryAfterException e) {
            count.failed.increment();
            end(NOT_DELIVERED, key, String.valueOf(e.getMessage()));
            throw e;
        } catch (Exception e) {
            count.inDoubt.increment();
            throw e;
        }
        count.delivered.increment();
        end(DELIVERED, key, answer);
    }

    private void end(String sql, String key, String answer) {
        String plain = answer.replace('\0', ' ');
        jdbc.sql(sql)
                .param("key", key)
                .param("answer", plain.substring(0, Math.min(plain.length(), LONGEST_ANSWER)))
                .update();
    }
}
