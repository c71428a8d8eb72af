package io.headroom.spring.edge;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/// A real cache server of this machine with a recipe of `deploy/`, until closed.
final class EdgeProcess implements AutoCloseable {

    private final Process process;

    private EdgeProcess(Process process) {
        this.process = process;
    }

    static EdgeProcess varnish(Path directory, int port, int service) {
        Path recipe = write(directory, "varnish/headroom.vcl", "\"8080\"", "\"" + service + "\"");
        return start(
                directory,
                port,
                program("varnishd"),
                "-F",
                "-j",
                "none",
                "-n",
                directory.resolve("work").toString(),
                "-s",
                "malloc,32m",
                "-a",
                "127.0.0.1:" + port,
                "-f",
                recipe.toString());
    }

    static EdgeProcess nginx(Path directory, int port, int service) {
        Path recipe =
                write(
                        directory,
                        "nginx/edge.conf",
                        "127.0.0.1:8080",
                        "127.0.0.1:" + service,
                        "127.0.0.1:8090",
                        "127.0.0.1:" + port,
                        "pid nginx.pid;",
                        "pid nginx.pid; daemon off; " + rootKeepsItsRights());
        return start(
                directory,
                port,
                program("nginx"),
                "-p",
                directory.toString(),
                "-e",
                "stderr",
                "-c",
                recipe.toString());
    }

    /// nginx started by root gives its workers to a user who may not read a test's directory.
    private static String rootKeepsItsRights() {
        return "root".equals(System.getProperty("user.name")) ? "user root;" : "";
    }

    private static String program(String name) {
        List<Path> places =
                Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/opt/homebrew/sbin")
                        .map(place -> Path.of(place, name))
                        .filter(Files::isExecutable)
                        .toList();
        assumeTrue(!places.isEmpty(), name + " is not installed here; install it to run this test");
        return places.getFirst().toString();
    }

    private static Path write(Path directory, String recipe, String... replacements) {
        try {
            String text = Files.readString(Path.of("../deploy").resolve(recipe));
            for (int i = 0; i < replacements.length; i += 2) {
                Assertions.assertTrue(text.contains(replacements[i]), replacements[i]);
                text = text.replace(replacements[i], replacements[i + 1]);
            }
            Path file = directory.resolve("recipe");
            Files.writeString(file, text);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EdgeProcess start(Path directory, int port, String... command) {
        try {
            Path log = directory.resolve("log");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            EdgeProcess edge = new EdgeProcess(process);
            eventually(() -> {
                if (!process.isAlive()) {
                    Assertions.fail(command[0] + " ended: " + read(log));
                }
                return listens(port);
            });
            return edge;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void eventually(BooleanSupplier fact) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                Assertions.fail("not within 30 s");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
