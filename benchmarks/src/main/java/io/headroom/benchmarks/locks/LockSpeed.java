package io.headroom.benchmarks.locks;

import io.headroom.benchmarks.Options;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.PostgresOptions;
import io.headroom.embedded.RedisOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// `./headroom bench locks`: lock and unlock with nothing between, by 16 threads of one process,
/// platform threads or virtual ones.
///
/// Each system has a process of its own, as in an application, which has one client for its locks:
/// what a second one teaches the compiler slows the first. They take turns in every round, on one
/// Redis and one PostgreSQL, so that whatever else the machine does meets all of them alike; the
/// table has the medians of the rounds. On the hot key it is checked that nobody was inside
/// together with another.
public final class LockSpeed {

    private static final String USAGE =
            """
            Usage: ./headroom bench locks [--rounds N] [--seconds N] [--warm-up N] [--threads N] [--virtual 1] [--only NAMES]

              --rounds   how often all systems take their turn; default 5
              --seconds  how long names of each thread's own are measured, and then one name for
                         all; default 4
              --warm-up  how many seconds each of the two is warmed up for before; default 8
              --threads  default 16
              --virtual  1 for virtual threads, as requests and jobs have; default 0
              --only     systems, with commas between: efficient, guarded, strict, rlock,
                         rfencedlock, shedlock, efficient_async, rlock_async; default all
            """;

    private LockSpeed() {}

    /// A system's turns.
    private record Turns(List<LockTurn.Measured> uncontended, List<LockTurn.Measured> hot) {

        Turns() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /// Prints the table.
    ///
    /// @param arguments the options
    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.of(
                        USAGE,
                        Map.of(
                                "--rounds", "5",
                                "--seconds", "4",
                                "--warm-up", "8",
                                "--threads", "16",
                                "--virtual", "0",
                                "--only", ""),
                        arguments);
        int rounds = options.number("--rounds", 1);
        Map<LockSystem, Turns> turns = new EnumMap<>(LockSystem.class);
        for (LockSystem system : systems(options)) {
            turns.put(system, new Turns());
        }
        try (EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.temporary());
                EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresOptions.temporary())) {
            for (int round = 0; round < rounds; round++) {
                for (var each : turns.entrySet()) {
                    take(each.getKey(), each.getValue(), redis, postgres, options);
                }
            }
        }
        print(options, turns);
    }

    private static List<LockSystem> systems(Options options) {
        List<String> names = options.list("--only");
        try {
            return names.isEmpty()
                    ? List.of(LockSystem.values())
                    : names.stream()
                            .map(name -> LockSystem.valueOf(name.toUpperCase(Locale.ROOT)))
                            .toList();
        } catch (IllegalArgumentException e) {
            throw options.refusal("--only names no system in '" + options.text("--only") + "'.");
        }
    }

    private static void take(
            LockSystem system,
            Turns turns,
            EmbeddedRedis redis,
            EmbeddedPostgres postgres,
            Options options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(LockTurn.class.getName(), system.name(), redis.url()));
        command.addAll(List.of(postgres.jdbcUrl(), postgres.user(), postgres.password()));
        command.add(Integer.toString(options.number("--threads", 1)));
        command.add(Boolean.toString(isVirtual(options)));
        command.add(Integer.toString(options.number("--seconds", 1)));
        command.add(Integer.toString(options.number("--warm-up", 1)));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            // What a library logs is among it.
            List<LockTurn.Measured> measured =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> line.matches("[0-9.E]+ [0-9.E-]+ [0-9.E-]+"))
                            .map(LockTurn.Measured::parse)
                            .toList();
            if (process.waitFor() != 0 || measured.size() != (system.waits() ? 2 : 1)) {
                throw new IOException(system.label() + " failed");
            }
            turns.uncontended().add(measured.getFirst());
            if (system.waits()) {
                turns.hot().add(measured.getLast());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean isVirtual(Options options) {
        return options.number("--virtual", 0) == 1;
    }

    private static void print(Options options, Map<LockSystem, Turns> turns) {
        System.out.printf(
                Locale.ROOT,
                "lock + unlock by %d %s threads, medians of %d rounds%n%n"
                        + "| | uncontended/s | p50 | p99 | one hot key/s | p50 | p99 |%n"
                        + "|---|--:|--:|--:|--:|--:|--:|%n",
                options.number("--threads", 1),
                isVirtual(options) ? "virtual" : "platform",
                options.number("--rounds", 1));
        turns.forEach((system, measured) ->
                System.out.printf(
                        "| %s | %s | %s |%n",
                        system.label(),
                        cells(measured.uncontended()),
                        system.waits() ? cells(measured.hot()) : "cannot wait | | "));
    }

    private static String cells(List<LockTurn.Measured> turns) {
        return "%,.0f | %.2f ms | %.2f ms"
                .formatted(
                        median(turns, LockTurn.Measured::perSecond),
                        median(turns, LockTurn.Measured::p50Millis),
                        median(turns, LockTurn.Measured::p99Millis));
    }

    private static double median(
            List<LockTurn.Measured> turns, ToDoubleFunction<LockTurn.Measured> figure) {
        double[] sorted = turns.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
