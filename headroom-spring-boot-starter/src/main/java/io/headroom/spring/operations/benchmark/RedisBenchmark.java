package io.headroom.spring.operations.benchmark;

import io.headroom.cache.redis.RedisOptions;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `redis`: `PING` on a connection of its own, one at a time and a hundred in a pipeline. Of
/// several servers the first is asked. Nothing is written.
final class RedisBenchmark implements Benchmark {

    private static final int PIPELINE = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RedisOptions options;

    RedisBenchmark(RedisOptions options) {
        this.options = options;
    }

    @Override
    public String type() {
        return "redis";
    }

    @Override
    public String description() {
        return "A round trip to Redis, and what a pipeline of a hundred brings.";
    }

    @Override
    public Fixture open() {
        RedisURI uri = RedisURI.create(options.uris().getFirst());
        uri.setTimeout(PATIENCE);
        RedisClient client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
        try {
            return new Connected(client, client.connect());
        } catch (RuntimeException e) {
            client.shutdown(Duration.ZERO, PATIENCE);
            throw e;
        }
    }

    private record Connected(RedisClient client, StatefulRedisConnection<String, String> connection)
            implements Fixture {

        @Override
        public List<Operation> operations() {
            return List.of(
                    Operation.of("ping", () -> connection.sync().ping()),
                    new Operation("ping-pipelined", PIPELINE, this::pipeline));
        }

        private Object pipeline() {
            connection.setAutoFlushCommands(false);
            try {
                RedisFuture<?>[] answers = new RedisFuture<?>[PIPELINE];
                for (int i = 0; i < PIPELINE; i++) {
                    answers[i] = connection.async().ping();
                }
                connection.flushCommands();
                if (!LettuceFutures.awaitAll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS, answers)) {
                    throw new IllegalStateException(
                            "Redis did not answer within %d s".formatted(PATIENCE.toSeconds()));
                }
                return answers;
            } finally {
                connection.setAutoFlushCommands(true);
            }
        }

        @Override
        public void close() {
            connection.close();
            client.shutdown(Duration.ZERO, PATIENCE);
        }
    }
}
