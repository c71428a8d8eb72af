package io.headroom.benchmarks.stress;

import io.headroom.benchmarks.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// `./headroom bench cache-guard`: all tests of this package.
public final class CacheGuard {

    private static final String USAGE =
            """
            Usage: ./headroom bench cache-guard [--seconds N] [--out DIR]

              --seconds  how long each test runs in each of its modes (there are about 30); default 1
              --out      where the report of jcstress goes; default benchmarks/target/guard
            """;

    private CacheGuard() {}

    /// Runs the tests.
    ///
    /// @param arguments see `--help`
    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.of(
                        USAGE,
                        Map.of("--seconds", "1", "--out", "benchmarks/target/guard"),
                        arguments);
        int seconds = options.number("--seconds", 1);
        Path out = options.path("--out");
        Files.createDirectories(out);
        org.openjdk.jcstress.Main.main(
                new String[] {
                    "-t",
                    "io.headroom.benchmarks.stress",
                    "-r",
                    out.toString(),
                    "-time",
                    Integer.toString(seconds * 1_000),
                    "-iters",
                    "1",
                    "-f",
                    "1",
                    "-sc",
                    "false"
                });
    }
}
