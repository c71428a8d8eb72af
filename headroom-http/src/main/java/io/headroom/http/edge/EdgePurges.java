package io.headroom.http.edge;

import io.headroom.http.SurrogateKeys;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Purges tags from all edges. Safe for use by many threads; [#close] sends what is pending, within
/// a bound, and ends the threads.
///
/// Only what this process invalidates is purged, and what it has not sent when it dies is lost: the
/// lifetime that edges are told bounds how long that can be seen.
public final class EdgePurges implements AutoCloseable {

    private static final Duration LAST_SENDING = Duration.ofSeconds(2);

    private final EdgeOptions options;
    private final LongSupplier nanos;
    private final ExecutorService clientThreads;
    private final HttpClient client;
    private final ExecutorService threads;
    private final List<EdgeQueue> queues;

    /// @param edges with distinct names; none is fine
    /// @param nanos monotonic time in nanoseconds, `System::nanoTime`
    /// @param random the source of jitter
    public EdgePurges(
            Collection<Edge> edges,
            EdgeOptions options,
            LongSupplier nanos,
            Supplier<? extends RandomGenerator> random) {
        if (edges.stream().map(Edge::name).distinct().count() < edges.size()) {
            throw new IllegalArgumentException("edges must have distinct names, but are " + edges);
        }
        this.options = options;
        this.nanos = nanos;
        threads = virtualThreads("headroom-edge-");
        clientThreads = virtualThreads("headroom-edge-http-");
        client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(options.timeout())
                        .executor(clientThreads)
                        .build();
        queues =
                edges.stream()
                        .map(edge ->
                                new EdgeQueue(
                                        new PurgeRequest(edge, options.timeout(), client),
                                        options,
                                        nanos,
                                        random))
                        .toList();
        queues.forEach(threads::execute);
    }

    private static ExecutorService virtualThreads(String name) {
        return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name, 0).factory());
    }

    /// Lets every edge forget the answers with any of these tags. Returns when all of them did,
    /// after [EdgeOptions#await] at the latest; the requests go on behind it until they succeed.
    /// Never throws for a failing edge.
    public void purge(Collection<String> tags) {
        if (tags.isEmpty() || queues.isEmpty()) {
            return;
        }
        List<String> keys = SurrogateKeys.keys(tags);
        List<Future<?>> under = new ArrayList<>(queues.size());
        queues.forEach(queue -> under.add(queue.add(keys)));
        await(under);
    }

    private void await(List<Future<?>> purges) {
        long deadline = nanos.getAsLong() + options.await().toNanos();
        try {
            for (Future<?> purge : purges) {
                purge.get(Math.max(0, deadline - nanos.getAsLong()), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException | ExecutionException goesOnBehind) {
            return;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /// How it goes with every edge, in the order they were given.
    public List<EdgeStatus> status() {
        return queues.stream().map(EdgeQueue::status).toList();
    }

    /// Sends what is pending, for two seconds at most, and stops.
    @Override
    public void close() {
        queues.forEach(EdgeQueue::close);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_SENDING.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException stopping) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
        clientThreads.shutdownNow();
    }
}
