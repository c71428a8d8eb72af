package io.headroom.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/// A server process on loopback that this Java process started. Safe for use by many threads.
///
/// The server ends with [#close], and also when this Java process ends in any way, `kill -9`
/// included.
public abstract sealed class EmbeddedServer implements AutoCloseable
        permits EmbeddedPostgres, EmbeddedRedis {

    private static final Duration POLL = Duration.ofMillis(10);
    private static final int LOG_LINES = 15;

    private final String name;
    private final DataDirectory directory;
    private final boolean temporary;
    private final boolean anyPort;
    private final Duration startTimeout;
    final LongSupplier nanoTime;
    private volatile int port;
    private volatile Run run = new Run.None();
    private boolean closed;

    /// The present server process, if there was one already.
    private sealed interface Run {
        record None() implements Run {}

        record Of(ChildProcess child) implements Run {}
    }

    EmbeddedServer(
            String name,
            DataDirectory directory,
            boolean temporary,
            int port,
            Duration startTimeout,
            LongSupplier nanoTime) {
        this.name = name;
        this.directory = directory;
        this.temporary = temporary;
        this.anyPort = port == 0;
        this.port = port;
        this.startTimeout = startTimeout;
        this.nanoTime = nanoTime;
    }

    /// Brings a new server's data and configuration in place.
    abstract void prepare() throws IOException;

    /// Starts the process.
    abstract ChildProcess spawn() throws IOException;

    /// Whether the server takes commands.
    abstract boolean isReady(ChildProcess child);

    /// The file in which the server leaves its process id, and the folder it works in.
    abstract Path processFile();

    abstract Path workingDirectory();

    /// Whether a failed start may succeed when tried again: what a killed server left is going
    /// away.
    boolean isPassing(String log) {
        return false;
    }

    final void begin() {
        try {
            if (!anyPort && !Ports.isFree(port)) {
                throw new EmbeddedServerException.PortInUse(name, port);
            }
            prepare();
            launch();
        } catch (IOException e) {
            abandon();
            throw new EmbeddedServerException.StartFailed(
                    "%s cannot prepare %s: %s".formatted(name, directory.path(), e), e);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    private void abandon() {
        if (temporary) {
            deleteData();
        }
        directory.close();
    }

    private void launch() {
        directory.awaitPreviousServer(processFile(), workingDirectory(), startTimeout);
        Deadline deadline = Deadline.after(startTimeout, nanoTime);
        while (true) {
            if (port == 0) {
                port = Ports.free();
            } else if (!Ports.isFree(port)) {
                throw new EmbeddedServerException.PortInUse(name, port);
            }
            ChildProcess child;
            try {
                child = spawn();
            } catch (IOException | UncheckedIOException e) {
                throw failure("did not start: " + e.getMessage(), e.toString());
            }
            if (becomesReady(child, deadline)) {
                run = new Run.Of(child);
                return;
            }
            String log = child.lastLog(LOG_LINES);
            if (deadline.passed()) {
                child.kill();
                throw failure("was not ready within " + startTimeout.toSeconds() + " s", log);
            }
            if (anyPort && run instanceof Run.None && !Ports.isFree(port)) {
                port = 0;
            } else if (!isPassing(log)) {
                throw failure("ended while it started", log);
            }
        }
    }

    private boolean becomesReady(ChildProcess child, Deadline deadline) {
        while (!deadline.passed()) {
            if (isReady(child)) {
                return true;
            }
            if (child.awaitExit(POLL)) {
                return false;
            }
        }
        return false;
    }

    EmbeddedServerException failure(String what, String log) {
        long freeBytes = directory.freeBytes();
        if (log.contains("No space left on device") || freeBytes < (1L << 20)) {
            return new EmbeddedServerException.DiskFull(name, directory.path(), freeBytes);
        }
        return new EmbeddedServerException.StartFailed(
                "%s in %s %s. Its last words:\n%s".formatted(name, directory.path(), what, log),
                null);
    }

    /// The address the server listens on: always `127.0.0.1`.
    public final String host() {
        return "127.0.0.1";
    }

    /// The port the server listens on. It stays the same over [#restart].
    public final int port() {
        return port;
    }

    /// The id of the server's process, a different one after each [#restart].
    public final long pid() {
        return child().pid();
    }

    /// Whether the server's process runs.
    public final boolean isAlive() {
        return child().isAlive();
    }

    /// Completes when the present server process has ended, for whatever reason. After a [#restart]
    /// ask again.
    public final CompletableFuture<Void> onExit() {
        return child().onExit().thenAccept(status -> {});
    }

    /// Ends the server's process at once with SIGKILL and waits until it is gone, as a crash would:
    /// for failure tests. [#restart] brings it back.
    public final void kill() {
        child().kill();
    }

    /// Starts the server again on the same port and data. One that still runs is stopped first.
    ///
    /// @throws EmbeddedServerException when the server does not come up; calling again is allowed
    /// @throws IllegalStateException after [#close]
    public final synchronized void restart() {
        requireOpen();
        child().stop();
        launch();
    }

    /// Ends the server as a crash would and starts it again, after a change to its data.
    final synchronized void restartAfter(Change change) {
        requireOpen();
        child().kill();
        try {
            change.make();
        } catch (IOException e) {
            throw new EmbeddedServerException.StartFailed(
                    "%s cannot change %s: %s".formatted(name, directory.path(), e), e);
        }
        launch();
    }

    /// A change to the data of a server that does not run.
    interface Change {
        void make() throws IOException;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(name + " has been closed");
        }
    }

    /// The folder that holds everything of this server: data, log, password.
    public final Path dataDirectory() {
        return directory.path();
    }

    /// The last lines of the server's log, at most `lines`.
    public final String lastLog(int lines) {
        return child().lastLog(lines);
    }

    /// Stops the server in an orderly way and gives the data directory free; a temporary one is
    /// deleted. Calling again does nothing.
    @Override
    public final synchronized void close() {
        if (!closed) {
            closed = true;
            child().stop();
            abandon();
        }
    }

    final ChildProcess child() {
        return switch (run) {
            case Run.Of(ChildProcess child) -> child;
            case Run.None() -> throw new IllegalStateException(name + " has not been started");
        };
    }

    /// Whether the server came up at least once.
    final boolean hasRun() {
        return run instanceof Run.Of;
    }

    private void deleteData() {
        try {
            DataDirectory.deleteTree(directory.path());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory.path(), e);
        }
    }

    /// The folder to delete when this Java process ends without [#close], or empty.
    final String removeWithParent() {
        return temporary ? directory.path().toString() : "";
    }
}
