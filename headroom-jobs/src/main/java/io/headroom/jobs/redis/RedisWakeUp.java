package io.headroom.jobs.redis;

import io.headroom.jobs.WakeUp;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Wakes the workers of this process directly, and those of others by a message on a channel of
/// Redis. Without Redis, or while it is away, others find their jobs by polling. Safe for use by
/// many threads.
public final class RedisWakeUp implements WakeUp, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisWakeUp.class);
    private static final long TRY_AGAIN_SECONDS = 5;

    private final String self = UUID.randomUUID().toString();
    private final String channel;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final @Nullable RedisClient client;
    private volatile @Nullable StatefulRedisPubSubConnection<String, String> connection;
    private volatile boolean closed;

    private RedisWakeUp(@Nullable RedisClient client, String channel) {
        this.client = client;
        this.channel = channel;
    }

    /// Connects in the background, for as long as it takes.
    ///
    /// @param url a Redis URI, of any node of a cluster; empty for this process alone
    /// @param channel services that share a server need one each
    public static RedisWakeUp on(String url, String channel) {
        if (url.isEmpty()) {
            return new RedisWakeUp(null, channel);
        }
        RedisURI uri = RedisURI.create(url);
        RedisClient client = RedisClient.create(uri);
        client.setOptions(
                ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .build());
        RedisWakeUp wakeUp = new RedisWakeUp(client, channel);
        wakeUp.connect(client, uri);
        return wakeUp;
    }

    private void connect(RedisClient redis, RedisURI uri) {
        if (closed) {
            return;
        }
        var connecting =
                redis.connectPubSubAsync(StringCodec.UTF8, uri)
                        .whenComplete((connected, failure) -> {
                            if (failure != null) {
                                LOG.debug("no wake-ups through Redis yet", failure);
                                var again =
                                        redis.getResources()
                                                .eventExecutorGroup()
                                                .schedule(
                                                        () -> connect(redis, uri),
                                                        TRY_AGAIN_SECONDS,
                                                        TimeUnit.SECONDS);
                                LOG.trace("trying again: {}", again);
                            } else {
                                listen(connected);
                            }
                        });
        LOG.trace("connecting: {}", connecting);
    }

    private void listen(StatefulRedisPubSubConnection<String, String> connected) {
        connected.addListener(
                new RedisPubSubAdapter<>() {
                    @Override
                    public void message(String from, String message) {
                        heard(message);
                    }
                });
        var subscribing = connected.async().subscribe(channel);
        LOG.trace("subscribing: {}", subscribing);
        connection = connected;
        if (closed) {
            connected.close();
        }
    }

    private void heard(String message) {
        int space = message.indexOf(' ');
        if (space > 0 && !message.startsWith(self)) {
            for (String queue : message.substring(space + 1).split(" ", -1)) {
                tell(queue);
            }
        }
    }

    private void tell(String queue) {
        listeners.forEach(listener -> listener.accept(queue));
    }

    @Override
    public void publish(Set<String> queues) {
        if (queues.isEmpty()) {
            return;
        }
        queues.forEach(this::tell);
        StatefulRedisPubSubConnection<String, String> open = connection;
        if (open != null && open.isOpen()) {
            try {
                // Nobody waits for the answer: polling finds what this does not tell.
                var sending = open.async().publish(channel, self + " " + String.join(" ", queues));
                LOG.trace("sent: {}", sending);
            } catch (RuntimeException e) {
                LOG.debug("cannot wake other nodes", e);
            }
        }
    }

    @Override
    public AutoCloseable subscribe(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        closed = true;
        if (client != null) {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }
}
