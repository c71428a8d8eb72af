package io.headroom.marketplace.launcher;

import io.headroom.marketplace.identity.Caller;
import io.headroom.marketplace.identity.TokenKey;
import io.headroom.marketplace.identity.Tokens;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// A running shop: its servers, its nodes, and what watches them.
final class Shop implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration TOKEN_VALIDITY = Duration.ofDays(365);

    private final RunOptions options;
    private final Map<String, String> environment;
    private final NodeJvm jvm;
    private final PrintStream terminal;
    private final LongSupplier nanoTime;
    private final DataFolder folder;
    private final Supervision supervision;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Node> nodes = new ArrayList<>();
    private final List<AutoCloseable> started = new ArrayList<>();
    private boolean ready;
    private boolean closed;

    /// Takes the data folder; [#open] does the rest.
    ///
    /// @param environment the launcher's own environment variables
    Shop(
            RunOptions options,
            Map<String, String> environment,
            NodeJvm jvm,
            PrintStream terminal,
            LongSupplier nanoTime) {
        this.options = options;
        this.environment = environment;
        this.jvm = jvm;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.folder = DataFolder.take(options.data(), options.fresh());
        this.supervision = new Supervision(this::say, nanoTime);
    }

    /// Starts everything and returns when every node is ready.
    ///
    /// @throws LaunchException when anything does not come up; [#close] ends what did
    void open() {
        long start = nanoTime.getAsLong();
        requireFreePorts();
        Servers servers = Servers.start(folder, environment);
        servers.own().values().forEach(this::keep);
        writeOperatorToken();
        bringCatalogue(servers);
        startNodes(servers);
        Runnable writeRunFile = () -> writeRunFile(servers);
        supervision.watch(servers, nodes, writeRunFile, ended::countDown);
        synchronized (this) {
            ready = true;
        }
        writeRunFile.run();
        announce(Duration.ofNanos(nanoTime.getAsLong() - start));
        new Sandbox(folder, supervision, this::keep, this::say).startInBackground();
        new Training(jvm, servers.environment(), folder, supervision).startInBackground();
    }

    /// Nodes that a killed launcher leaves behind finish what they do and give their ports free.
    private void requireFreePorts() {
        List<Integer> ports =
                IntStream.range(0, options.nodes()).mapToObj(k -> options.port() + k).toList();
        if (folder.isAbandoned() && !ports.stream().allMatch(Http::isFree)) {
            say("The shop was not ended in order; waiting for what is left of it.");
            awaitFree(ports);
        }
        ports.forEach(Http::requireFree);
    }

    private void awaitFree(List<Integer> ports) {
        long start = nanoTime.getAsLong();
        try {
            while (!ports.stream().allMatch(Http::isFree)
                    && nanoTime.getAsLong() - start < Node.GRACE.toNanos()
                    && !supervision.awaitEnd(POLL)) {
                // another look
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until no node is left that could be started again.
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /// Whether the shop is being ended, so that what fails now fails for that reason.
    boolean isEnding() {
        return supervision.isOver();
    }

    private void writeOperatorToken() {
        try {
            Tokens tokens = new Tokens(TokenKey.in(folder.path()), InstantSource.system());
            DataFolder.writeSecret(
                    folder.operatorToken(),
                    tokens.sign(new Caller.Operator(), TOKEN_VALIDITY) + "\n");
        } catch (IOException e) {
            throw LaunchException.failed("The operator's token cannot be written: " + e);
        }
    }

    private void bringCatalogue(Servers servers) {
        boolean asked = !options.catalog().isEmpty();
        if (asked || !Loading.hasCatalogue(servers.database().dataSource())) {
            LoadingProcess loading =
                    LoadingProcess.start(
                            jvm.classPath(),
                            asked ? options.catalog() : RunOptions.DEMO,
                            folder.path(),
                            servers.environment());
            keep(loading);
            loading.await();
        }
    }

    private void startNodes(Servers servers) {
        for (int k = 0; k < options.nodes(); k++) {
            Node node =
                    Node.start(
                            "node-" + (k + 1),
                            options.port() + k,
                            jvm.command(),
                            servers.environment(),
                            folder,
                            nanoTime);
            synchronized (this) {
                nodes.add(node);
            }
        }
        nodes.forEach(Node::awaitReady);
    }

    private synchronized void keep(AutoCloseable thing) {
        started.add(thing);
    }

    private synchronized void writeRunFile(Servers servers) {
        if (!ready || closed) {
            return;
        }
        RunFile content =
                new RunFile(
                        nodes.stream().map(node -> Http.address(node.port())).toList(),
                        servers.database(),
                        servers.redisUrl(),
                        servers.pids(),
                        nodes.stream().map(Node::pid).toList(),
                        folder.operatorToken());
        try {
            content.write(folder.runFile());
        } catch (IOException e) {
            say("%s cannot be written: %s".formatted(folder.runFile(), e));
        }
    }

    private void announce(Duration took) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT, "Headroom is ready after %.1f s%n", took.toMillis() / 1e3));
        String shop = Http.address(options.port());
        line(text, "Shop", shop + "/");
        for (Node node : nodes.subList(1, nodes.size())) {
            line(text, "", Http.address(node.port()) + "/");
        }
        line(text, "Operations", shop + "/operations");
        line(text, "API", shop + "/docs");
        line(text, "Metrics", shop + "/metrics");
        line(text, "Operator token", folder.operatorToken().toString());
        line(text, "Logs", folder.log("node-1").resolveSibling(".").normalize().toString());
        text.append("Ctrl-C stops it.");
        say(text.toString());
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-15s %s%n", name, value));
    }

    private void say(String message) {
        terminal.println(message);
        terminal.flush();
    }

    /// Ends everything: first the nodes, which still need the servers to finish what they do, then
    /// the servers. Calling again does nothing.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        supervision.end();
        nodes.forEach(Node::requestStop);
        nodes.forEach(Node::stop);
        for (AutoCloseable thing : started.reversed()) {
            try {
                thing.close();
            } catch (Exception e) {
                say("Not ended cleanly: " + e.getMessage());
            }
        }
        try {
            RunFile.delete(folder.runFile());
        } catch (IOException e) {
            say("%s cannot be deleted: %s".formatted(folder.runFile(), e));
        }
        folder.close();
    }
}
