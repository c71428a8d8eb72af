package io.headroom.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// A shop with the demo catalogue in a folder of its own, for one run. Ends with it, and with the
/// process.
final class StartedShop implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(10);
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Process process;

    /// Holds the shop's data folder and what the launcher said.
    private final Path folder;

    private final String url;
    private final AtomicBoolean ended = new AtomicBoolean();

    private StartedShop(Process process, Path folder, String url) {
        this.process = process;
        this.folder = folder;
        this.url = url;
        // Ctrl-C comes here; after a run there is nothing left to do.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-shop"));
    }

    /// Starts it and returns when it is ready.
    ///
    /// @param launcher the script `headroom`
    /// @throws LoadException when it does not come up
    static StartedShop start(Path launcher, LongSupplier nanoTime) {
        try {
            Path folder = Files.createTempDirectory("headroom-load-");
            int port = freePort();
            Process process =
                    new ProcessBuilder(
                                    List.of(
                                            launcher.toString(),
                                            "run",
                                            "--port",
                                            Integer.toString(port),
                                            "--data",
                                            dataIn(folder).toString(),
                                            "--catalog",
                                            "demo"))
                            .redirectErrorStream(true)
                            .redirectOutput(logIn(folder).toFile())
                            .start();
            StartedShop shop = new StartedShop(process, folder, "http://127.0.0.1:" + port);
            shop.awaitReady(nanoTime);
            return shop;
        } catch (IOException e) {
            throw new LoadException("The shop cannot be started: " + e, e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady(LongSupplier nanoTime) throws IOException {
        long deadline = nanoTime.getAsLong() + START.toNanos();
        try {
            while (!Files.isRegularFile(RunFile.in(data()))) {
                boolean gone = process.waitFor(200, TimeUnit.MILLISECONDS);
                if (gone || nanoTime.getAsLong() > deadline) {
                    if (ended.get()) {
                        throw new LoadException("The run was ended before it began.");
                    }
                    String log = Files.readString(logIn(folder));
                    close();
                    throw new LoadException("The shop does not come up. It said:\n" + log);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new LoadException("interrupted", e);
        }
    }

    String url() {
        return url;
    }

    Path data() {
        return dataIn(folder);
    }

    private static Path dataIn(Path folder) {
        return folder.resolve("shop");
    }

    private static Path logIn(Path folder) {
        return folder.resolve("shop.log");
    }

    @Override
    public void close() {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        delete();
    }

    /// What cannot be deleted stays in the folder for temporary files.
    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("headroom: " + folder + " cannot be deleted: " + e);
        }
    }
}
