package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.bytes;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/// A connection to one run of a Redis server, on behalf of one node.
final class Session {

    static final RedisCodec<String, byte[]> CODEC =
            RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private static final Duration LAST_WORDS = Duration.ofMillis(200);

    /// Errors of a server that is not the one to ask.
    private static final Pattern ELSEWHERE =
            Pattern.compile(
                    "(MOVED|ASK|READONLY|CLUSTERDOWN|MASTERDOWN|LOADING|UNBLOCKED)\\b.*",
                    Pattern.DOTALL);

    private final StatefulRedisConnection<String, byte[]> connection;
    private final String runId;
    private final byte[] run;
    private final byte[] node;
    private final CompletableFuture<Boolean> gone = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    private Session(StatefulRedisConnection<String, byte[]> connection, String runId, String node) {
        this.connection = connection;
        this.runId = runId;
        this.run = bytes(runId);
        this.node = bytes(node);
    }

    /// A script with its keys and arguments, run and node left out.
    record Call(Script script, List<String> keys, List<byte[]> arguments) {

        static Call of(Script script, String head, byte[]... arguments) {
            return new Call(script, List.of(head), List.of(arguments));
        }
    }

    /// Asks a connection for the run of its server.
    ///
    /// @throws RedisException when the server does not answer as it should within the budget
    static Session over(
            StatefulRedisConnection<String, byte[]> connection, String node, Duration budget) {
        Session unknown = new Session(connection, "", node);
        return switch (unknown.call(budget, redis -> redis.info("server"))) {
            case Reply.Value<String>(String info) -> new Session(connection, runId(info), node);
            case Reply.None<String>(_, String reason) -> throw new RedisException(reason);
        };
    }

    private static String runId(String info) {
        return info.lines()
                .filter(line -> line.startsWith("run_id:"))
                .map(line -> line.substring("run_id:".length()).strip())
                .findFirst()
                .orElseThrow(() -> new RedisException("INFO tells no run_id"));
    }

    /// The server's, new with every start: what one run acknowledged the next may have lost.
    String runId() {
        return runId;
    }

    StatefulRedisConnection<String, byte[]> connection() {
        return connection;
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    /// Closes the connection, once.
    void end() {
        if (ended.compareAndSet(false, true)) {
            var _ = end(connection).thenRun(() -> gone.complete(true));
        }
    }

    /// Closes the connection and waits until it is, for a moment.
    void endNow() {
        end();
        var _ = await(gone, LAST_WORDS.toNanos());
    }

    /// Closes a connection unless it has ended by itself.
    static CompletableFuture<Void> end(StatefulRedisConnection<?, ?> connection) {
        return connection.isOpen()
                ? connection.closeAsync()
                : CompletableFuture.completedFuture(null);
    }

    /// Sends a command.
    <T> CompletableFuture<T> send(
            Function<RedisAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        try {
            return command.apply(connection.async()).toCompletableFuture();
        } catch (RedisException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /// Sends a command and waits for its answer, for no longer than the budget.
    <T> Reply<T> call(
            Duration budget,
            Function<RedisAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        return await(send(command), budget.toNanos());
    }

    /// Makes the server know all scripts by name. What went wrong, empty when nothing did.
    String load(Duration budget) {
        List<CompletableFuture<String>> loads = new ArrayList<>();
        for (Script script : Script.values()) {
            loads.add(send(redis -> redis.scriptLoad(script.text())));
        }
        for (CompletableFuture<String> one : loads) {
            if (await(one, budget.toNanos()) instanceof Reply.None<String>(_, String reason)) {
                return reason;
            }
        }
        return "";
    }

    /// Sends a script, by its name first.
    CompletableFuture<List<Object>> run(Call call) {
        return runAll(List.of(call)).getFirst();
    }

    /// Sends a script and waits for its answer.
    Reply<List<Object>> run(Duration budget, Call call) {
        return await(run(call), budget.toNanos());
    }

    /// Sends several scripts in one go; the answers in their order.
    List<CompletableFuture<List<Object>>> runAll(List<Call> calls) {
        List<AsyncCommand<String, byte[], List<Object>>> commands = new ArrayList<>(calls.size());
        for (Call call : calls) {
            commands.add(command(CommandType.EVALSHA, call.script().digest(), call));
        }
        try {
            var _ = connection.dispatch(commands);
        } catch (RedisException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
        List<CompletableFuture<List<Object>>> answers = new ArrayList<>(calls.size());
        for (int i = 0; i < commands.size(); i++) {
            Call call = calls.get(i);
            answers.add(commands.get(i).exceptionallyCompose(failure -> again(call, failure)));
        }
        return answers;
    }

    /// Sends a script in full to a server that does not know it by name.
    private CompletionStage<List<Object>> again(Call call, Throwable failure) {
        if (!(plain(failure) instanceof RedisNoScriptException)) {
            return CompletableFuture.failedStage(failure);
        }
        var command = command(CommandType.EVAL, call.script().text(), call);
        try {
            var _ = connection.dispatch(command);
        } catch (RedisException e) {
            command.completeExceptionally(e);
        }
        return command;
    }

    private AsyncCommand<String, byte[], List<Object>> command(
            CommandType type, String script, Call call) {
        CommandArgs<String, byte[]> arguments =
                new CommandArgs<>(CODEC)
                        .add(script)
                        .add(call.keys().size())
                        .addKeys(call.keys())
                        .addValue(run)
                        .addValue(node)
                        .addValues(call.arguments());
        return new AsyncCommand<>(new Command<>(type, new NestedMultiOutput<>(CODEC), arguments));
    }

    /// Waits for an answer, for no longer than the budget in which this process runs.
    static <T> Reply<T> await(CompletableFuture<T> future, long budgetNanos) {
        return await(future, budgetNanos, System::nanoTime);
    }

    static <T> Reply<T> await(
            CompletableFuture<T> future, long budgetNanos, LongSupplier nanoTime) {
        try {
            return new Reply.Value<>(get(future, budgetNanos, nanoTime));
        } catch (TimeoutException _) {
            return new Reply.None<>(
                    Reply.Cause.LATE,
                    "no answer within " + Math.max(0, budgetNanos) / 1_000_000 + " ms");
        } catch (ExecutionException e) {
            return none(e);
        } catch (CancellationException e) {
            return new Reply.None<>(Reply.Cause.LOST, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.None<>(Reply.Cause.INTERRUPTED, "the waiting thread was interrupted");
        }
    }

    /// A wait that took twice its budget says that this process stood still, for a collection of
    /// its heap or for want of a processor, and nothing of the server, whose answer may have come
    /// meanwhile: it is looked at once more. All who wait miss their budgets in such a moment, and
    /// would else load what is there.
    private static <T> T get(CompletableFuture<T> future, long budgetNanos, LongSupplier nanoTime)
            throws ExecutionException, InterruptedException, TimeoutException {
        long began = nanoTime.getAsLong();
        try {
            return future.get(budgetNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (budgetNanos <= 0 || nanoTime.getAsLong() - began < 2 * budgetNanos) {
                throw e;
            }
            return future.get(budgetNanos, TimeUnit.NANOSECONDS);
        }
    }

    /// What a failure means.
    static <T> Reply.None<T> none(Throwable failure) {
        Throwable plain = plain(failure);
        String reason = String.valueOf(plain.getMessage() == null ? plain : plain.getMessage());
        boolean refused =
                plain instanceof RedisCommandExecutionException
                        && !ELSEWHERE.matcher(reason).matches();
        boolean late = plain instanceof TimeoutException;
        return new Reply.None<>(
                refused ? Reply.Cause.REFUSED : late ? Reply.Cause.LATE : Reply.Cause.LOST, reason);
    }

    private static Throwable plain(Throwable failure) {
        boolean wrapped =
                failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = failure.getCause();
        return wrapped && cause != null ? cause : failure;
    }
}
