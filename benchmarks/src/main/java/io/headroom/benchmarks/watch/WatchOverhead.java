package io.headroom.benchmarks.watch;

import io.headroom.benchmarks.Options;
import io.headroom.benchmarks.watch.Side.Load;
import io.headroom.benchmarks.watch.Side.Measured;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// `./headroom bench watch-overhead`: two shops under the load's mix, each with a processor of its
/// own, one with all that watches it while the other does without the watches of the database or
/// without operations; then the other way round.
///
/// What both share, as the machine's speed at that moment, drops out of a ratio of two that were
/// measured at the same time; how the two shops differ drops out of the mean of both ways round.
/// What is left tells less than one per cent, where one shop that is measured with and without in
/// turn tells some per cent.
public final class WatchOverhead {

    private static final String USAGE =
            """
            Usage: ./headroom bench watch-overhead [--without NAMES] [--rounds N] [--seconds N] [--warm-up N] [--connections N]

              --without      what is compared to all watches: database, operations, layer (the database's and all
                             that is told of statements), by commas; default database,operations
              --rounds       how often each is compared, both ways round, at least 6; default 8
              --seconds      of each measurement; default 60, since some of the watches work once a minute; all begin
                             anew 15 seconds before each
              --warm-up      seconds of load on each, on all processors, before the first; default 240
              --connections  of wrk to each shop; default 8

            Two processors, wrk and taskset are needed.
            """;

    // The watches of the database begin by connections and by a first look at everything, which a
    // service that runs for days does not do in each minute.
    private static final long SETTLE_SECONDS = 15;
    private static final int SETTLE_PINNED_SECONDS = 20;

    private final List<Side> sides;
    private final Path mix;
    private final int connections;
    private final Map<Watches, List<Comparison>> comparisons = new EnumMap<>(Watches.class);
    private int seed;

    private WatchOverhead(List<Side> sides, Path mix, int connections) {
        this.sides = sides;
        this.mix = mix;
        this.connections = connections;
    }

    /// One that has all watches and one that has not, measured at the same time.
    private record Pair(Measured all, Measured without) {

        double logarithm(ToDoubleFunction<Measured> figure) {
            return Math.log(figure.applyAsDouble(all) / figure.applyAsDouble(without));
        }
    }

    /// The same both ways round.
    private record Comparison(Pair one, Pair other) {

        /// With all, to without.
        double ratio(ToDoubleFunction<Measured> figure) {
            return Math.exp((one.logarithm(figure) + other.logarithm(figure)) / 2);
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
                                "--without", "database,operations",
                                "--rounds", "8",
                                "--seconds", "60",
                                "--warm-up", "240",
                                "--connections", "8"),
                        arguments);
        List<Watches> without =
                options.list("--without").stream()
                        .map(name ->
                                Watches.without(name)
                                        .orElseThrow(() ->
                                                options.refusal(
                                                        "--without knows database, operations and layer, but not '%s'."
                                                                .formatted(name))))
                        .toList();
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
        try (Side first = Side.start(archive);
                Side second = Side.start(archive)) {
            new WatchOverhead(List.of(first, second), mix, connections)
                    .run(without, count, warmUp, seconds);
        } finally {
            Files.delete(archive);
            Files.delete(mix);
            Files.delete(folder);
        }
    }

    private void run(List<Watches> compared, int count, int warmUp, int seconds) throws Exception {
        for (int i = 0; i < sides.size(); i++) {
            Side side = sides.get(i);
            System.err.println("warming up for " + warmUp + " s");
            Load load = side.load(Watches.ALL, mix, 2 * connections, warmUp, ++seed);
            System.err.println(side.measured(Watches.ALL, load));
            side.pin(i);
        }
        System.err.println(measure(List.of(Watches.ALL, Watches.ALL), SETTLE_PINNED_SECONDS));
        List<Watches> order = new ArrayList<>(compared);
        for (int i = 0; i < count; i++) {
            for (Watches without : order) {
                Comparison comparison = compare(without, seconds, i % 2 == 0);
                comparisons.computeIfAbsent(without, none -> new ArrayList<>()).add(comparison);
                System.err.printf(
                        Locale.ROOT,
                        "round %d, %s: %.3f of %s%n",
                        i + 1,
                        without.text(),
                        comparison.ratio(Measured::rate),
                        comparison);
            }
            Collections.reverse(order);
        }
        print();
    }

    private Comparison compare(Watches without, int seconds, boolean firstHasAll) throws Exception {
        Pair one = pair(without, seconds, firstHasAll);
        return new Comparison(one, pair(without, seconds, !firstHasAll));
    }

    private Pair pair(Watches without, int seconds, boolean firstHasAll) throws Exception {
        int all = firstHasAll ? 0 : 1;
        List<Watches> watches = new ArrayList<>(List.of(without, without));
        watches.set(all, Watches.ALL);
        List<Measured> measured = measure(watches, seconds);
        return new Pair(measured.get(all), measured.get(1 - all));
    }

    /// Loads both at the same time, by the same requests.
    private List<Measured> measure(List<Watches> watches, int seconds) throws Exception {
        for (int i = 0; i < sides.size(); i++) {
            sides.get(i).turn(watches.get(i));
        }
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        seed++;
        List<Load> loads = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            loads.add(sides.get(i).load(watches.get(i), mix, connections, seconds, seed));
        }
        List<Measured> measured = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            measured.add(sides.get(i).measured(watches.get(i), loads.get(i)));
        }
        return measured;
    }

    private void print() {
        System.out.println(
                "| without | requests/s | processor time of a request | requests/s with all, to without: median | geometric mean and its standard error | processor time of a request, the same |");
        System.out.println("|---|--:|--:|--:|--:|--:|");
        comparisons.forEach((without, all) -> {
            Ratios rates = ratios(all, Measured::rate);
            Ratios times = ratios(all, Measured::cpuMicros);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.1f µs | %s | %s | %s |%n",
                    without.text(),
                    typical(all, Measured::rate),
                    typical(all, Measured::cpuMicros),
                    rates,
                    rates.mean(),
                    times.mean());
        });
        System.out.printf(
                "%nMedians of %d rounds; in brackets what the median lies between with 95 %% certainty,%n"
                        + "and all rounds. Each shop has one processor for itself, its servers and its load.%n",
                comparisons.values().iterator().next().size());
    }

    private static Ratios ratios(List<Comparison> all, ToDoubleFunction<Measured> figure) {
        return new Ratios(all.stream().mapToDouble(each -> each.ratio(figure)).toArray());
    }

    /// The median of a figure of those that were without.
    private static double typical(List<Comparison> all, ToDoubleFunction<Measured> figure) {
        return new Ratios(
                        all.stream()
                                .flatMap(each -> Stream.of(each.one(), each.other()))
                                .map(Pair::without)
                                .mapToDouble(figure)
                                .toArray())
                .median();
    }
}
