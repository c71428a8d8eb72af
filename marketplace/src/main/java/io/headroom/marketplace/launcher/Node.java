package io.headroom.marketplace.launcher;

import io.headroom.embedded.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/// One node of the shop: a Java process that is started, asked for its readiness and stopped.
final class Node {

    static final Duration READY_WITHIN = Duration.ofMinutes(2);

    /// How long a node may take to finish what it does.
    static final Duration GRACE = Duration.ofSeconds(20);

    private static final Duration POLL = Duration.ofMillis(25);
    private static final int LOG_LINES = 15;

    private final String name;
    private final int port;
    private final ChildProcess.Options options;
    private final LongSupplier nanoTime;
    private volatile ChildProcess process;

    private Node(String name, int port, ChildProcess.Options options, LongSupplier nanoTime) {
        this.name = name;
        this.port = port;
        this.options = options;
        this.nanoTime = nanoTime;
        this.process = ChildProcess.start(options);
    }

    /// Starts a node's process, without waiting for its readiness.
    ///
    /// @param servers the variables that tell it where its servers are
    static Node start(
            String name,
            int port,
            List<String> command,
            Map<String, String> servers,
            DataFolder folder,
            LongSupplier nanoTime) {
        return new Node(name, port, options(name, port, command, servers, folder), nanoTime);
    }

    static ChildProcess.Options options(
            String name,
            int port,
            List<String> command,
            Map<String, String> servers,
            DataFolder folder) {
        Map<String, String> environment = new HashMap<>(servers);
        environment.put("HEADROOM_NODE", name);
        environment.put("HEADROOM_DATA", folder.path().toString());
        environment.put("SERVER_PORT", Integer.toString(port));
        // A shop on a developer's machine is nobody else's business, unless told otherwise.
        environment.putIfAbsent(
                "SERVER_ADDRESS", System.getenv().getOrDefault("SERVER_ADDRESS", "127.0.0.1"));
        environment.put(ParentPipe.VARIABLE, "stdin");
        // An arena of the C library for every thread keeps what the compilers freed long ago.
        environment.putIfAbsent("MALLOC_ARENA_MAX", "2");
        return new ChildProcess.Options(
                command,
                environment,
                folder.path(),
                folder.log(name),
                ChildProcess.Signal.TERM,
                GRACE,
                "");
    }

    /// Waits until the node says that it is ready.
    ///
    /// @throws LaunchException when it ends before or takes too long, with its log's last lines
    void awaitReady() {
        long start = nanoTime.getAsLong();
        while (Http.status(port, "/health/ready") != 200) {
            if (process.awaitExit(POLL)) {
                throw LaunchException.failed(
                        "%s ended while it started. The end of its log, %s:\n%s"
                                .formatted(name, log(), process.lastLog(LOG_LINES)));
            }
            if (nanoTime.getAsLong() - start > READY_WITHIN.toNanos()) {
                throw LaunchException.failed(
                        "%s was not ready within %d s. The end of its log, %s:\n%s"
                                .formatted(
                                        name,
                                        READY_WITHIN.toSeconds(),
                                        log(),
                                        process.lastLog(LOG_LINES)));
            }
        }
    }

    /// Starts a new process on the same port in place of one that ended.
    void restart() {
        process = ChildProcess.start(options);
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return options.log();
    }

    String lastLog() {
        return process.lastLog(LOG_LINES);
    }

    CompletableFuture<Integer> onExit() {
        return process.onExit();
    }

    void requestStop() {
        process.requestStop();
    }

    void stop() {
        process.stop();
    }
}
