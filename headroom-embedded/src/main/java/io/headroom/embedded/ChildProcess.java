package io.headroom.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A process that ends with this Java process, however that one ends, `kill -9` included.
///
/// The process runs in a session of its own, so that a Ctrl-C at the terminal reaches this Java
/// process alone, which then stops its children in its own order. Standard input is a pipe that
/// this Java process holds: a child that wants to know of its parent's end reads it until it ends.
/// A small shell beside each child watches the same pipe and stops the child when it ends; one that
/// does not obey within its grace is killed. Safe for use by many threads.
public final class ChildProcess {

    /// How to run a child.
    ///
    /// @param command the program and its arguments; they are visible to every user of the machine
    /// @param environment variables over those of this Java process; the place for secrets
    /// @param directory the working directory
    /// @param log the file for the child's output; at 10 MB it becomes `NAME.1` and a new one
    ///   begins
    /// @param stop the signal that asks the child to end
    /// @param grace how long the child has to obey before it is killed
    /// @param removeWithParent a folder that is deleted when this Java process ended without
    ///   stopping the child, or empty
    public record Options(
            List<String> command,
            Map<String, String> environment,
            Path directory,
            Path log,
            Signal stop,
            Duration grace,
            String removeWithParent) {

        public Options {
            if (command.isEmpty()) {
                throw new IllegalArgumentException("command must not be empty");
            }
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
            if (grace.isNegative()) {
                throw new IllegalArgumentException("grace must not be negative, but is " + grace);
            }
        }
    }

    /// The signal that asks a child to end.
    public enum Signal {
        TERM,
        INT,
        QUIT,
        KILL
    }

    private static final Duration EXIT_AFTER_KILL = Duration.ofSeconds(10);

    private final Process process;
    private final BoundedLog log;
    private final Thread pump;
    private final Duration grace;
    private volatile boolean paused;

    private ChildProcess(Process process, BoundedLog log, Duration grace) {
        this.process = process;
        this.log = log;
        this.grace = grace;
        this.pump =
                Thread.ofPlatform()
                        .name("log-of-" + process.pid())
                        .daemon()
                        .start(() -> {
                            try (log) {
                                log.drain(process.getInputStream());
                            }
                        });
    }

    /// Starts the child.
    ///
    /// @throws UncheckedIOException when the program or the log's folder cannot be used
    public static ChildProcess start(Options options) {
        List<String> command = new ArrayList<>(Session.PREFIX);
        command.addAll(List.of("/bin/sh", "-c", watchdog(), "sh"));
        command.add(Long.toString(ProcessHandle.current().pid()));
        command.add(options.stop().name());
        command.add(Long.toString(Math.max(1, options.grace().toMillis() / 100)));
        command.add(options.removeWithParent());
        command.addAll(options.command());
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(options.directory().toFile())
                        .redirectErrorStream(true);
        builder.environment().putAll(options.environment());
        BoundedLog log = new BoundedLog(options.log(), BoundedLog.LIMIT_BYTES);
        try {
            return new ChildProcess(builder.start(), log, options.grace());
        } catch (IOException e) {
            log.close();
            throw new UncheckedIOException(
                    "cannot run " + options.command().getFirst() + ": " + e.getMessage(), e);
        }
    }

    /// The child's process id.
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Completes with the exit status when the child has ended; 128 + *n* stands for signal *n*.
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /// Waits for the child's end.
    ///
    /// @return whether it has ended within `atMost`
    public boolean awaitExit(Duration atMost) {
        try {
            return process.waitFor(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /// Asks the child to end, without waiting.
    public void requestStop() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }

    /// Stops the child's process where it stands (SIGSTOP): it answers nobody, keeps its
    /// connections open and its memory, until [#resume]. Its own children run on. Returns when it
    /// stands still.
    ///
    /// @throws IllegalStateException when the child has ended
    public void pause() {
        paused = true;
        send("STOP");
        // The signal is on its way when `kill` returns; Linux tells when it has arrived.
        Path status = Path.of("/proc", Long.toString(pid()), "stat");
        while (Files.exists(status) && isAlive() && !standsStill(status)) {
            awaitExit(Duration.ofMillis(1));
        }
    }

    /// Lets a paused child go on (SIGCONT). One that is not paused is not disturbed.
    ///
    /// @throws IllegalStateException when the child has ended
    public void resume() {
        send("CONT");
        paused = false;
    }

    /// Whether the child was paused and runs no further.
    public boolean isPaused() {
        return paused && isAlive();
    }

    private void send(String signal) {
        if (!isAlive()) {
            throw new IllegalStateException("the process " + pid() + " has ended");
        }
        try {
            Process kill =
                    new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + pid() + " 2>&1")
                            .start();
            String words;
            try (var in = kill.getInputStream()) {
                words = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
            if (kill.waitFor() != 0) {
                throw new IllegalStateException(
                        "the process %d does not take SIG%s: %s".formatted(pid(), signal, words));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether the state in `/proc/PID/stat`, the word after the name in parentheses, is T.
    private static boolean standsStill(Path status) {
        try {
            String text = Files.readString(status, StandardCharsets.ISO_8859_1);
            return text.startsWith(" T", text.lastIndexOf(')') + 1);
        } catch (IOException e) {
            // Gone.
            return true;
        }
    }

    /// Asks the child to end and waits; after its grace it is killed.
    public void stop() {
        if (isPaused()) {
            resume();
        }
        requestStop();
        if (!awaitExit(grace.plusSeconds(2))) {
            kill();
        }
        awaitLog();
    }

    /// Ends the child at once with SIGKILL and waits until it is gone.
    public void kill() {
        process.destroyForcibly();
        awaitExit(EXIT_AFTER_KILL);
    }

    /// The last lines of the child's output. When the child has ended, all it wrote is there.
    public String lastLog(int lines) {
        if (!process.isAlive()) {
            awaitLog();
        }
        return log.tail(lines);
    }

    private void awaitLog() {
        try {
            // A grandchild may hold the pipe open for longer than the child lived.
            pump.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String watchdog() {
        return Watchdog.SCRIPT;
    }

    /// Loaded once, on first use.
    private static final class Watchdog {
        static final String SCRIPT = read();

        private static String read() {
            try (var in = ChildProcess.class.getResourceAsStream("watchdog.sh")) {
                if (in == null) {
                    throw new IllegalStateException("watchdog.sh is missing beside ChildProcess");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// What gives a program a session of its own; macOS has no `setsid`, but Perl.
    private static final class Session {
        static final List<String> PREFIX = find();

        private static List<String> find() {
            String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
            for (String folder : path.split(":", -1)) {
                if (Files.isExecutable(Path.of(folder, "setsid"))) {
                    return List.of(folder + "/setsid");
                }
            }
            return Files.isExecutable(Path.of("/usr/bin/perl"))
                    ? List.of("/usr/bin/perl", "-MPOSIX=setsid", "-e", "setsid; exec @ARGV", "--")
                    : List.of();
        }
    }
}
