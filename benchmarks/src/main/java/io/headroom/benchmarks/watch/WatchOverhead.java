package io.headroom.benchmarks.watch;

import io.headroom.benchmarks.Options;
import io.headroom.benchmarks.shop.RunningShop;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `./headroom bench watch-overhead`: one shop under the load's mix, with all that watches it,
/// without the watches of the database, and without operations, in turn.
///
/// The heap is four times that of the launcher: where it is nearly full, single collections move
/// the rates more than what is looked for. The index advisor, which looks each 15 minutes, does not
/// look: begun anew in each round it would cost 40 times what it does. What it takes is the
/// processor time of its thread. The upkeep's inspection of each minute is in each round.
public final class WatchOverhead {

    private static final String USAGE =
            """
            Usage: ./headroom bench watch-overhead [--rounds N] [--seconds N] [--warm-up N] [--connections N]

              --rounds       how often each is measured, at least 6; default 12
              --seconds      of each measurement; default 20
              --warm-up      seconds of load before the first; default 180
              --connections  of wrk, which must be installed; default 16
            """;

    private static final long SETTLE_SECONDS = 2;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");
    private static final Pattern FAILED =
            Pattern.compile("Non-2xx or 3xx responses: \\d+|Socket errors: .*");

    private final RunningShop shop;
    private final Path mix;
    private final int switchPort;
    private final int connections;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Round> rounds = new ArrayList<>();
    private int seed;

    private WatchOverhead(RunningShop shop, Path mix, int switchPort, int connections) {
        this.shop = shop;
        this.mix = mix;
        this.switchPort = switchPort;
        this.connections = connections;
    }

    /// @param rate requests in a second
    /// @param cpuMicros the service's processor time for a request
    private record Measured(double rate, double cpuMicros) {}

    /// What was measured one after the other.
    private record Round(Map<Watches, Measured> measured) {

        double of(Watches watches, ToDoubleFunction<Measured> figure) {
            return figure.applyAsDouble(Objects.requireNonNull(measured.get(watches)));
        }

        /// With all watches, to without some.
        double ratio(Watches without) {
            return of(Watches.ALL, Measured::rate) / of(without, Measured::rate);
        }
    }

    /// Runs it.
    ///
    /// @param arguments see `--help`
    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.of(
                        USAGE,
                        Map.of(
                                "--rounds", "12",
                                "--seconds", "20",
                                "--warm-up", "180",
                                "--connections", "16"),
                        arguments);
        int count = options.number("--rounds", 6);
        int seconds = options.number("--seconds", 1);
        int warmUp = options.number("--warm-up", 1);
        int connections = options.number("--connections", 1);
        Path folder = Files.createTempDirectory("headroom-switch-");
        Path mix = folder.resolve("mix.lua");
        try (InputStream source = WatchOverhead.class.getResourceAsStream("mix.lua")) {
            Files.copy(Objects.requireNonNull(source), mix);
        }
        Path archive = SwitchArchive.write(folder.resolve("switch.jar"));
        int port = freePort();
        Map<String, String> settings =
                Map.of(
                        "_JAVA_OPTIONS",
                        "-Xmx1g -javaagent:" + archive,
                        WatchSwitch.PORT,
                        Integer.toString(port),
                        "HEADROOM_POSTGRES_INDEXES_ADVISE_EVERY",
                        "0");
        try (RunningShop shop =
                RunningShop.start(Path.of("").toAbsolutePath(), settings, System::nanoTime)) {
            new WatchOverhead(shop, mix, port, connections).run(count, warmUp, seconds);
        } finally {
            Files.delete(archive);
            Files.delete(mix);
            Files.delete(folder);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void run(int count, int warmUp, int seconds) throws Exception {
        List<Watches> order = new ArrayList<>(List.of(Watches.values()));
        System.err.println("warming up for " + warmUp + " s");
        measure(Watches.ALL, warmUp);
        for (int i = 0; i < count; i++) {
            Map<Watches, Measured> round = new HashMap<>();
            for (Watches watches : order) {
                round.put(watches, measure(watches, seconds));
            }
            rounds.add(new Round(Map.copyOf(round)));
            System.err.println("round " + (i + 1) + ": " + round);
            // Each stands first, second and last equally often, after and before each other.
            Collections.rotate(order, 1);
            if (i % 3 == 2) {
                Collections.reverse(order);
            }
        }
        print();
    }

    private Measured measure(Watches watches, int seconds) throws Exception {
        turn(watches);
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        long before = turn(watches);
        Process wrk =
                new ProcessBuilder(
                                "wrk",
                                "-t1",
                                "-c" + connections,
                                "-d" + seconds + "s",
                                "-s",
                                mix.toString(),
                                shop.url(),
                                "--",
                                Integer.toString(++seed))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (wrk.waitFor() != 0) {
            throw new IOException("wrk failed: " + said);
        }
        long cpu = turn(watches) - before;
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

    /// @return the processor time of the service in nanoseconds
    private long turn(Watches watches) throws IOException, InterruptedException {
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

    private void print() {
        System.out.println(
                "| | requests/s | processor time of a request | requests/s with all, to without: median | geometric mean and its standard error |");
        System.out.println("|---|--:|--:|--:|--:|");
        for (Watches watches : Watches.values()) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.1f µs | %s |%n",
                    watches.text(),
                    median(figures(round -> round.of(watches, Measured::rate))),
                    median(figures(round -> round.of(watches, Measured::cpuMicros))),
                    watches == Watches.ALL ? "|" : ratio(figures(round -> round.ratio(watches))));
        }
        System.out.printf(
                "%nMedians of %d rounds in turn; in brackets what the median lies between with 95 %%%n"
                        + "certainty, and all rounds.%n",
                rounds.size());
    }

    private double[] figures(ToDoubleFunction<Round> figure) {
        return rounds.stream().mapToDouble(figure).sorted().toArray();
    }

    private static String ratio(double[] sorted) {
        int away = awayFromEnd(sorted.length);
        return String.format(
                Locale.ROOT,
                "**%.3f** (%.3f to %.3f; %.3f to %.3f) | %s",
                median(sorted),
                sorted[away],
                sorted[sorted.length - 1 - away],
                sorted[0],
                sorted[sorted.length - 1],
                geometricMean(sorted));
    }

    private static String geometricMean(double[] ratios) {
        double mean = Arrays.stream(ratios).map(Math::log).average().orElse(Double.NaN);
        double squares =
                Arrays.stream(ratios).map(each -> Math.pow(Math.log(each) - mean, 2)).sum();
        double error = Math.sqrt(squares / (ratios.length - 1) / ratios.length);
        return String.format(Locale.ROOT, "%.3f ± %.3f", Math.exp(mean), Math.exp(mean) * error);
    }

    /// How many values may be left out at each end so that the rest has the median within it with a
    /// probability of at least 95 %: it lies outside when so few of all are on one side of it,
    /// which each is by the toss of a coin (the sign test).
    private static int awayFromEnd(int count) {
        double ways = 1;
        double outside = 1;
        int away = 0;
        while (outside * 2 / Math.pow(2, count) <= 0.05) {
            away++;
            ways = ways * (count - away + 1) / away;
            outside += ways;
        }
        return Math.max(0, away - 1);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
