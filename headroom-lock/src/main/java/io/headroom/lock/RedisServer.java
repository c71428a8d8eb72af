package io.headroom.lock;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandKeyword;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection for the scripts of all threads, and one for words of locks that became free. Both
/// are made when they are needed, and made anew, at most every 100 ms, when they were lost; nobody
/// waits for a server that is away. A command is sent once: none is repeated on a new connection.
final class RedisServer implements RedisScripts {

    private static final Logger log = LoggerFactory.getLogger(RedisServer.class);
    private static final long RETRY_NANOS = Duration.ofMillis(100).toNanos();

    /// After so many times the patience without an answer.
    private static final int GIVEN_UP_AFTER = 4;

    private final RedisLockOptions options;
    private final LongSupplier nanoTime;
    private final RedisClient client;
    private final List<RedisURI> uris;
    private final ReentrantLock connecting = new ReentrantLock();

    private volatile @Nullable CompletableFuture<Link> link;
    private @Nullable CompletableFuture<StatefulRedisPubSubConnection<String, String>> words;
    private volatile boolean closed;
    private volatile boolean everConnected;
    private boolean wasAway;
    private long triedNanos;

    private record Link(
            StatefulRedisConnection<String, String> connection, RedisURI uri, Silence silence) {}

    /// @param client its own: shut down with it
    RedisServer(RedisLockOptions options, RedisClient client, LongSupplier nanoTime) {
        this.client = client;
        this.options = options;
        this.nanoTime = nanoTime;
        triedNanos = nanoTime.getAsLong() - 2 * RETRY_NANOS;
        uris = options.uris().stream().map(uri -> RedisURI.create(uri)).toList();
        uris.forEach(uri -> uri.setTimeout(options.connectTimeout()));
        client.setOptions(
                ClientOptions.builder()
                        .protocolVersion(ProtocolVersion.RESP3)
                        .autoReconnect(false)
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .requestQueueSize(10_000)
                        // Who waits does so for the patience: a timer for each command would be a
                        // second one.
                        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                        .socketOptions(
                                SocketOptions.builder()
                                        .connectTimeout(options.connectTimeout())
                                        .keepAlive(true)
                                        .build())
                        .build());
    }

    @Override
    public Duration patience() {
        return everConnected
                ? options.patience()
                : options.patience().plus(options.connectTimeout());
    }

    boolean isConnected() {
        CompletableFuture<Link> known = link;
        return known != null
                && known.isDone()
                && !known.isCompletedExceptionally()
                && known.join().connection().isOpen();
    }

    boolean wasEverConnected() {
        return everConnected;
    }

    /// The slots of its cluster and their nodes, as `CLUSTER SLOTS` answers.
    CompletionStage<List<Object>> slots() {
        return link().thenCompose(open -> open.connection().async().clusterSlots());
    }

    @Override
    public CompletionStage<List<String>> run(
            LockScript script, String[] keys, String... arguments) {
        return script(script, ScriptOutputType.MULTI, keys, arguments);
    }

    @Override
    public CompletionStage<Long> count(LockScript script, String[] keys, String... arguments) {
        return script(script, ScriptOutputType.INTEGER, keys, arguments);
    }

    private <T> CompletionStage<T> script(
            LockScript script, ScriptOutputType type, String[] keys, String... arguments) {
        return ask(connection -> {
            var redis = connection.async();
            CompletionStage<T> answer = redis.evalsha(script.digest(), type, keys, arguments);
            return answer.exceptionallyCompose(failure ->
                    plain(failure) instanceof RedisNoScriptException
                            ? redis.eval(script.text(), type, keys, arguments)
                            : CompletableFuture.failedStage(failure));
        });
    }

    /// Both commands are written at once.
    @Override
    public CompletionStage<Taking> take(
            String key, String value, String millis, String counter, long step) {
        return ask(connection -> {
            AsyncCommand<String, String, String> set =
                    new AsyncCommand<>(
                            new Command<>(
                                    CommandType.SET,
                                    new StatusOutput<>(StringCodec.UTF8),
                                    arguments(key)
                                            .addValue(value)
                                            .add(CommandKeyword.NX)
                                            .add("PX")
                                            .add(millis)));
            AsyncCommand<String, String, Long> raise =
                    new AsyncCommand<>(
                            new Command<>(
                                    CommandType.INCRBY,
                                    new IntegerOutput<>(StringCodec.UTF8),
                                    arguments(counter).add(step)));
            connection.dispatch(List.of(set, raise));
            return set.thenCombine(raise, (said, last) -> new Taking("OK".equals(said), last));
        });
    }

    private static CommandArgs<String, String> arguments(String key) {
        return new CommandArgs<>(StringCodec.UTF8).addKey(key);
    }

    @Override
    public void publish(String key, String channel, String message) {
        var _ = ask(connection -> connection.async().publish(channel, message));
    }

    private <T> CompletionStage<T> ask(
            Function<StatefulRedisConnection<String, String>, CompletionStage<T>> question) {
        return link().thenCompose(open -> {
            open.silence().asked();
            return question.apply(open.connection())
                    .whenComplete((_, failure) -> {
                        open.silence().answered();
                        if (failure != null
                                && plain(failure) instanceof RedisCommandExecutionException refused
                                && !RedisCluster.isElsewhere(refused)) {
                            // Not the primary any more, or it loads its data: another may be.
                            log.warn(
                                    "Redis at {} refuses: {}",
                                    options.servers(),
                                    refused.getMessage());
                            var _ = open.connection().closeAsync();
                        }
                    });
        });
    }

    static Throwable plain(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    private CompletableFuture<Link> link() {
        CompletableFuture<Link> known = link;
        if (known != null && isUsable(known)) {
            return known;
        }
        connecting.lock();
        try {
            known = link;
            if (known != null && isUsable(known)) {
                return known;
            }
            if (closed) {
                return CompletableFuture.failedFuture(new RedisException("the locks are closed"));
            }
            long now = nanoTime.getAsLong();
            if (known != null && now - triedNanos < RETRY_NANOS) {
                return known.isCompletedExceptionally()
                        ? known
                        : CompletableFuture.failedFuture(
                                new RedisException("the connection was lost"));
            }
            triedNanos = now;
            CompletableFuture<Link> fresh = connect(0);
            link = fresh;
            var _ = fresh.whenComplete((_, failure) -> tell(failure));
            return fresh;
        } finally {
            connecting.unlock();
        }
    }

    private void tell(@Nullable Throwable failure) {
        connecting.lock();
        try {
            if (failure != null && !wasAway) {
                log.warn(
                        "Redis at {} does not answer ({}); locks on it are unavailable until it does",
                        options.servers(),
                        Failures.reason(failure));
            } else if (failure == null && wasAway) {
                log.info("Redis at {} keeps locks again", options.servers());
            }
            wasAway = failure != null;
            everConnected |= failure == null;
        } finally {
            connecting.unlock();
        }
    }

    /// A connection on which nothing is answered for long is given up: its server may be gone
    /// without a word.
    private boolean isUsable(CompletableFuture<Link> known) {
        if (!known.isDone()) {
            return true;
        }
        if (known.isCompletedExceptionally() || !known.join().connection().isOpen()) {
            return false;
        }
        Link open = known.join();
        if (open.silence().nanos() > GIVEN_UP_AFTER * options.patience().toNanos()) {
            var _ = open.connection().closeAsync();
            return false;
        }
        return true;
    }

    private CompletableFuture<Link> connect(int number) {
        RedisURI uri = uris.get(number);
        CompletableFuture<Link> tried =
                client.connectAsync(StringCodec.UTF8, uri)
                        .toCompletableFuture()
                        .thenCompose(connection -> {
                            load(connection);
                            return asPrimary(new Link(connection, uri, new Silence(nanoTime)));
                        });
        return number + 1 == uris.size()
                ? tried
                : tried.exceptionallyCompose(_ -> connect(number + 1));
    }

    /// The scripts are there before they are run, so that what is sent first runs first.
    private static void load(StatefulRedisConnection<String, String> connection) {
        for (LockScript script : LockScript.values()) {
            var _ = connection.async().scriptLoad(script.text());
        }
    }

    private CompletionStage<Link> asPrimary(Link candidate) {
        if (uris.size() == 1) {
            return CompletableFuture.completedFuture(candidate);
        }
        return candidate
                .connection()
                .async()
                .role()
                .thenCompose(role -> {
                    if ("master".equals(role.getFirst())) {
                        return CompletableFuture.completedFuture(candidate);
                    }
                    var _ = candidate.connection().closeAsync();
                    return CompletableFuture.failedFuture(
                            new RedisException("none of the servers is a primary"));
                });
    }

    @Override
    public void listen(String channel, Consumer<String> listener) {
        connecting.lock();
        try {
            CompletableFuture<Link> open = link;
            if (!isListening() && !closed && open != null && open.isDone()) {
                words = open.thenCompose(primary -> subscribe(primary.uri(), channel, listener));
            }
        } finally {
            connecting.unlock();
        }
    }

    /// Whether what is published is told, or will be as soon as its connection is made.
    boolean isListening() {
        connecting.lock();
        try {
            var known = words;
            return known != null
                    && (!known.isDone()
                            || (!known.isCompletedExceptionally() && known.join().isOpen()));
        } finally {
            connecting.unlock();
        }
    }

    private CompletionStage<StatefulRedisPubSubConnection<String, String>> subscribe(
            RedisURI uri, String channel, Consumer<String> listener) {
        return client.connectPubSubAsync(StringCodec.UTF8, uri)
                .thenCompose(connection -> {
                    connection.addListener(
                            new RedisPubSubAdapter<>() {
                                @Override
                                public void message(String from, String message) {
                                    listener.accept(message);
                                }
                            });
                    return connection.async().subscribe(channel).thenApply(_ -> connection);
                });
    }

    @Override
    public void close() {
        closed = true;
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
