package io.headroom.cache.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// A connection to one run of a Redis server.
///
/// @param runId the server's, new with every start: what one run acknowledged the next may have
///   lost
record Session(StatefulRedisConnection<String, byte[]> connection, String runId) {

    /// Connects and asks for the run.
    ///
    /// @throws RedisException when the server does not answer as it should within the budget
    static Session over(StatefulRedisConnection<String, byte[]> connection, Duration budget) {
        Session unknown = new Session(connection, "");
        return switch (unknown.call(budget, redis -> redis.info("server"))) {
            case Reply.Value<String>(String info) -> new Session(connection, runId(info));
            case Reply.None<String>(String reason) -> throw new RedisException(reason);
        };
    }

    private static String runId(String info) {
        return info.lines()
                .filter(line -> line.startsWith("run_id:"))
                .map(line -> line.substring("run_id:".length()).strip())
                .findFirst()
                .orElseThrow(() -> new RedisException("INFO tells no run_id"));
    }

    /// Closes the connection unless it has ended by itself.
    void end() {
        end(connection);
    }

    static void end(StatefulRedisConnection<?, ?> connection) {
        if (connection.isOpen()) {
            var _ = connection.closeAsync();
        }
    }

    /// Sends a command and waits for its answer, for no longer than the budget.
    <T> Reply<T> call(
            Duration budget, Function<RedisAsyncCommands<String, byte[]>, RedisFuture<T>> command) {
        try {
            RedisFuture<T> future = command.apply(connection.async());
            try {
                return new Reply.Value<>(future.get(budget.toNanos(), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                future.cancel(false);
                return new Reply.None<>("no answer within " + budget.toMillis() + " ms");
            } catch (ExecutionException e) {
                return new Reply.None<>(String.valueOf(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Reply.None<>("the waiting thread was interrupted");
            }
        } catch (RedisException | CancellationException e) {
            return new Reply.None<>(e.toString());
        }
    }

    /// Runs a script that returns a list.
    Reply<List<Object>> list(Duration budget, Script script, String[] keys, byte[]... arguments) {
        return call(
                budget,
                redis -> redis.eval(script.text(), ScriptOutputType.MULTI, keys, arguments));
    }

    /// Runs a script that returns a text.
    Reply<byte[]> value(Duration budget, Script script, String[] keys, byte[]... arguments) {
        return call(
                budget,
                redis -> redis.eval(script.text(), ScriptOutputType.VALUE, keys, arguments));
    }

    /// Sends a script that returns a number and does not wait.
    CompletionStage<Long> number(Script script, String[] keys, byte[]... arguments) {
        try {
            return connection
                    .async()
                    .eval(script.text(), ScriptOutputType.INTEGER, keys, arguments);
        } catch (RedisException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
