package io.headroom.benchmarks.watch;

import io.headroom.benchmarks.shop.RunningShop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A shop with its PostgreSQL, its Redis and its load. They begin on all processors, on which they
/// get warm sooner, and are then put on one that nothing else uses.
final class Side implements AutoCloseable {

    private static final String WARM_SOONER =
            "-XX:Tier4InvocationThreshold=5000 -XX:Tier4MinInvocationThreshold=600"
                    + " -XX:Tier4CompileThreshold=15000 -XX:Tier4BackEdgeThreshold=40000";
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");
    private static final Pattern FAILED =
            Pattern.compile("Non-2xx or 3xx responses: \\d+|Socket errors: .*");

    private final RunningShop shop;
    private final int switchPort;
    private final HttpClient client = HttpClient.newHttpClient();
    private List<String> pinned = List.of();

    private Side(RunningShop shop, int switchPort) {
        this.shop = shop;
        this.switchPort = switchPort;
    }

    /// @param rate requests in a second
    /// @param cpuMicros the service's processor time for a request
    record Measured(double rate, double cpuMicros) {}

    /// A load that has begun.
    ///
    /// @param nanosBefore the service's processor time when it began
    record Load(Process wrk, long nanosBefore) {}

    /// Starts the shop, and returns when it is up.
    ///
    /// The heap is twelve times that of the launcher, and most of it is for what is young: single
    /// full collections move the rates more than what is looked for. The index advisor, which looks
    /// each 15 minutes, does not look: begun anew in each round it would cost 40 times what it
    /// does. The compilers wait no longer than the JVM lets them by default.
    ///
    /// @param archive of [SwitchArchive]
    static Side start(Path archive) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        RunningShop shop =
                RunningShop.start(
                        Path.of("").toAbsolutePath(),
                        Map.of(
                                "_JAVA_OPTIONS",
                                "-Xmx3g -Xmn2g " + WARM_SOONER + " -javaagent:" + archive,
                                WatchSwitch.PORT,
                                Integer.toString(port),
                                "HEADROOM_POSTGRES_INDEXES_ADVISE_EVERY",
                                "0"),
                        System::nanoTime);
        return new Side(shop, port);
    }

    /// From now on nothing of it runs elsewhere.
    void pin(int processor) throws IOException, InterruptedException {
        String number = Integer.toString(processor);
        for (ProcessHandle each : shop.processes().toList()) {
            Process taskset =
                    new ProcessBuilder(
                                    "taskset", "-a", "-c", "-p", number, Long.toString(each.pid()))
                            .redirectErrorStream(true)
                            .start();
            String said =
                    new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (taskset.waitFor() != 0 && each.isAlive()) {
                throw new IOException("taskset failed: " + said);
            }
        }
        pinned = List.of("taskset", "-c", number);
    }

    /// Leaves on what `watches` has.
    ///
    /// @return the processor time of the service in nanoseconds
    long turn(Watches watches) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:" + switchPort + "/" + watches))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("the switch answered " + answer.statusCode());
        }
        return Long.parseLong(answer.body());
    }

    /// Begins to load it.
    ///
    /// @param seed of the requests
    Load load(Watches watches, Path mix, int connections, int seconds, int seed)
            throws IOException, InterruptedException {
        long before = turn(watches);
        List<String> command = new ArrayList<>(pinned);
        command.addAll(
                List.of(
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "-s",
                        mix.toString(),
                        shop.url(),
                        "--",
                        Integer.toString(seed)));
        return new Load(new ProcessBuilder(command).redirectErrorStream(true).start(), before);
    }

    /// Waits for the load to end.
    Measured measured(Watches watches, Load load) throws IOException, InterruptedException {
        String said =
                new String(load.wrk().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (load.wrk().waitFor() != 0) {
            throw new IOException("wrk failed: " + said);
        }
        long cpu = turn(watches) - load.nanosBefore();
        Matcher failed = FAILED.matcher(said);
        if (failed.find()) {
            System.err.println(watches + ": " + failed.group());
        }
        return new Measured(found(RATE, said), cpu / 1e3 / found(COUNT, said));
    }

    private static double found(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("wrk said: " + text);
        }
        return Double.parseDouble(matcher.group(1));
    }

    @Override
    public void close() {
        client.close();
        shop.close();
    }
}
