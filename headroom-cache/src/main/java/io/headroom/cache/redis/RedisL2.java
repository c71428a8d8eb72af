package io.headroom.cache.redis;

import io.headroom.cache.L2;
import io.headroom.cache.L2Health;
import io.headroom.cache.L2Listener;
import io.headroom.cache.L2Store;
import io.headroom.cache.L2Write;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// The shared tier on Redis: one server, one with replicas, or a cluster. One for a process; safe
/// for use by many threads.
public final class RedisL2 implements L2 {

    private final RedisClient client;
    private final RedisOptions options;
    private final Subscribers subscribers = new Subscribers();
    private final SharedClock clock;
    private final LongSupplier nanos;
    private final Partitions partitions;

    private RedisL2(RedisOptions options, InstantSource wallClock, LongSupplier nanos) {
        this.options = options;
        this.nanos = nanos;
        clock = new SharedClock(wallClock, nanos);
        client = RedisClient.create();
        client.setOptions(
                ClientOptions.builder()
                        .protocolVersion(ProtocolVersion.RESP3)
                        // Links and followers connect anew by themselves, and check first to whom.
                        .autoReconnect(false)
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .requestQueueSize(10_000)
                        .socketOptions(
                                SocketOptions.builder()
                                        .connectTimeout(options.connectTimeout())
                                        .keepAlive(true)
                                        .build())
                        .build());
        Partition.Wiring wiring =
                new Partition.Wiring(
                        options,
                        UUID.randomUUID().toString(),
                        Topology.of(options, client, nanos),
                        uri -> client.connect(Session.CODEC, uri),
                        subscribers,
                        clock,
                        wallClock,
                        nanos);
        partitions =
                new Partitions(
                        IntStream.range(0, options.partitions())
                                .mapToObj(index -> new Partition(index, wiring))
                                .toList());
    }

    /// Connects. A Redis that is not there is no error: it is used as soon as it is.
    public static RedisL2 connect(RedisOptions options) {
        return connect(options, InstantSource.system());
    }

    /// Connects, with the node's own wall clock as a parameter.
    ///
    /// @param wallClock what stands in for the clock of Redis until its first answer
    public static RedisL2 connect(RedisOptions options, InstantSource wallClock) {
        RedisL2 l2 = new RedisL2(options, wallClock, System::nanoTime);
        l2.all(Partition::start);
        return l2;
    }

    /// For all partitions at once, since each may wait for its server.
    private void all(Consumer<Partition> work) {
        List<Thread> threads = new ArrayList<>();
        for (Partition partition : partitions.all()) {
            threads.add(Thread.ofPlatform().daemon().start(() -> work.accept(partition)));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public L2Store open(String cacheName, L2Listener listener) {
        subscribers.listen(cacheName, listener);
        return new RedisStore(cacheName, options, partitions, nanos);
    }

    @Override
    public void onTags(TagListener listener) {
        subscribers.onTags(listener);
    }

    @Override
    public L2Write invalidateTags(Collection<String> tags) {
        Change change = new Change.Tagged(List.copyOf(new LinkedHashSet<>(tags)));
        return RedisReceipt.write(partitions.everywhere(change), options.writeBudget(), nanos);
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public Duration coherenceLease() {
        return options.coherenceLease();
    }

    @Override
    public L2Health health() {
        RedisLink.Standing worst =
                partitions.all().stream()
                        .map(partition -> partition.link().standing())
                        .max(Comparator.comparingInt(standing -> badness(standing.state())))
                        .orElseThrow();
        return new L2Health(
                worst.state(),
                worst.since(),
                worst.detail(),
                partitions.all().stream().allMatch(partition -> partition.follower().connected()),
                partitions.all().stream().mapToInt(Partition::pending).sum(),
                longest(partition -> partition.follower().stalenessBound()),
                longest(partition -> partition.follower().lag()));
    }

    private static int badness(L2Health.State state) {
        return switch (state) {
            case NONE, CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    private Duration longest(Function<Partition, Duration> figure) {
        return partitions.all().stream()
                .map(figure)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        all(Partition::close);
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
