package io.headroom.benchmarks.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// `./headroom bench cache-speed`: the tables of hits and invalidations.
public final class CacheSpeed {

    private static final String USAGE =
            """
            Usage: ./headroom bench cache-speed [--quick] [--only PART[,PART]] [--out DIR]

              --quick  2 s of warm-up and 10 iterations of 0.3 s instead of 10 s and 20 of 0.5 s
              --only   l1, l1-hundred, l2, l2-hundred, tags
              --out    where speed.md and the JSON of JMH go; default benchmarks/target/speed
            """;

    /// A table: what is measured, on whom, and the contender that all are compared with.
    private enum Part {
        L1("l1", "A hit in process (`getOrLoad`)", "Reads.one", "tier", "l1", "caffeine-ttl"),
        L1_HUNDRED(
                "l1-hundred",
                "100 hits in process at once (`getAll`)",
                "Reads.hundred",
                "tier",
                "l1",
                "caffeine-ttl"),
        L2("l2", "A hit in Redis", "Reads.one", "tier", "l2", Contender.LETTUCE),
        L2_HUNDRED(
                "l2-hundred",
                "100 hits in Redis at once",
                "Reads.hundred",
                "tier",
                "l2",
                Contender.LETTUCE),
        TAGS_10(
                "tags",
                "Invalidation of a tag with 10 entries",
                "TagInvalidation.invalidate",
                "entries",
                "10",
                "headroom"),
        TAGS_100_000(
                "tags",
                "Invalidation of a tag with 100,000 entries",
                "TagInvalidation.invalidate",
                "entries",
                "100000",
                "headroom");

        private final String id;
        private final String title;
        private final String benchmark;
        private final String parameter;
        private final String value;
        private final String base;

        Part(
                String id,
                String title,
                String benchmark,
                String parameter,
                String value,
                String base) {
            this.id = id;
            this.title = title;
            this.benchmark = benchmark;
            this.parameter = parameter;
            this.value = value;
            this.base = base;
        }

        private String[] systems() {
            return switch (this) {
                case L1, L1_HUNDRED ->
                        new String[] {
                            Contender.CAFFEINE_TTL,
                            Contender.CAFFEINE,
                            "headroom",
                            Contender.HEADROOM_TAGGED,
                            "jetcache",
                            "redisson",
                            "spring-caffeine"
                        };
                case L2, L2_HUNDRED ->
                        new String[] {
                            Contender.LETTUCE,
                            "headroom",
                            Contender.HEADROOM_TAGGED,
                            "jetcache",
                            "redisson",
                            "spring-redis"
                        };
                case TAGS_10, TAGS_100_000 ->
                        new String[] {"headroom", "jetcache", "redisson", "spring-redis"};
            };
        }

        private boolean inProcess() {
            return this == L1 || this == L1_HUNDRED;
        }

        private boolean isSingleShot() {
            return this == TAGS_10 || this == TAGS_100_000;
        }
    }

    private CacheSpeed() {}

    /// Runs the benchmarks.
    ///
    /// @param arguments see `--help`
    public static void main(String[] arguments) throws IOException, RunnerException {
        boolean quick = false;
        Set<String> only = Set.of();
        Path out = Path.of("benchmarks", "target", "speed");
        for (int i = 0; i < arguments.length; i++) {
            boolean hasValue = i + 1 < arguments.length;
            if (arguments[i].equals("--quick")) {
                quick = true;
            } else if (arguments[i].equals("--only") && hasValue) {
                only = Set.of(arguments[++i].split(","));
            } else if (arguments[i].equals("--out") && hasValue) {
                out = Path.of(arguments[++i]);
            } else {
                System.err.print(USAGE);
                System.exit(2);
            }
        }
        Set<String> wanted = only;
        List<Part> parts =
                Stream.of(Part.values())
                        .filter(part -> wanted.isEmpty() || wanted.contains(part.id))
                        .toList();
        Files.createDirectories(out);
        List<String> tables = new ArrayList<>();
        for (Part part : parts) {
            tables.add(table(part, measure(part, quick, out)));
            Files.write(out.resolve("speed.md"), tables);
        }
        System.out.println();
        tables.forEach(System.out::println);
    }

    private static Collection<RunResult> measure(Part part, boolean quick, Path out)
            throws RunnerException {
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include(part.benchmark.replace(".", "\\.") + "$")
                        .param("system", part.systems())
                        .param(part.parameter, part.value)
                        .forks(1)
                        .shouldFailOnError(true)
                        .threads(1)
                        .addProfiler(GCProfiler.class)
                        .jvmArgs(
                                "-Xms512m",
                                "-Xmx512m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow")
                        .resultFormat(ResultFormatType.JSON)
                        .result(
                                out.resolve(part.name().toLowerCase(Locale.ROOT) + ".json")
                                        .toString());
        if (part.isSingleShot()) {
            boolean large = part == Part.TAGS_100_000;
            options.warmupIterations(large ? 2 : 50)
                    .measurementIterations(large ? (quick ? 3 : 5) : 50);
        } else {
            options.warmupIterations(quick ? 2 : 5)
                    .measurementIterations(quick ? 10 : 20)
                    .warmupTime(TimeValue.seconds(quick ? 1 : 2))
                    .measurementTime(TimeValue.milliseconds(quick ? 300 : 500));
        }
        return new Runner(options.build()).run();
    }

    private static String table(Part part, Collection<RunResult> results) {
        double base = Double.NaN;
        for (RunResult result : results) {
            if (result.getParams().getParam("system").equals(part.base)) {
                base = decisive(part, result);
            }
        }
        StringBuilder text = new StringBuilder();
        text.append(part.title).append("\n\n");
        text.append(
                "| system | CPU, best iteration | clock, best iteration | clock, mean | ± | allocated | ");
        text.append(part.inProcess() ? "CPU" : "clock").append(", times ").append(part.base);
        text.append(" |\n|---|--:|--:|--:|--:|--:|--:|\n");
        for (RunResult result : results) {
            Result<?> time = result.getPrimaryResult();
            Map<String, ?> secondary = result.getSecondaryResults();
            String allocated =
                    secondary.get("gc.alloc.rate.norm") instanceof Result<?> bytes
                            ? "%,.0f B".formatted(bytes.getScore())
                            : "–";
            text.append(
                    "| %s | %s | %s | %s | %s | %s | %.2f |%n"
                            .formatted(
                                    result.getParams().getParam("system"),
                                    part.isSingleShot() ? "–" : duration(bestCpu(result)),
                                    duration(best(result)),
                                    duration(time.getScore()),
                                    duration(time.getScoreError()),
                                    part.isSingleShot() ? "–" : allocated,
                                    decisive(part, result) / base));
        }
        return text.toString();
    }

    /// The iteration that other programs of the machine disturbed least.
    private static double best(RunResult result) {
        return result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                .min()
                .orElse(Double.NaN);
    }

    private static double bestCpu(RunResult result) {
        return result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(iteration -> iteration.getSecondaryResults().get("cpuNanos"))
                .filter(Objects::nonNull)
                .mapToDouble(time -> time.getScore())
                .min()
                .orElse(Double.NaN);
    }

    /// In process only the thread's own time counts; with Redis it waits.
    private static double decisive(Part part, RunResult result) {
        return part.inProcess() ? bestCpu(result) : best(result);
    }

    private static String duration(double nanos) {
        if (Double.isNaN(nanos)) {
            return "–";
        }
        if (nanos < 1e4) {
            return "%.1f ns".formatted(nanos);
        }
        return nanos < 1e7 ? "%.1f µs".formatted(nanos / 1e3) : "%.1f ms".formatted(nanos / 1e6);
    }
}
