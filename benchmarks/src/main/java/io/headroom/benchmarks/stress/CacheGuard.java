package io.headroom.benchmarks.stress;

import java.nio.file.Files;
import java.nio.file.Path;

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
        int seconds = 1;
        Path out = Path.of("benchmarks", "target", "guard");
        for (int i = 0; i < arguments.length; i += 2) {
            if (arguments[i].equals("--seconds") && i + 1 < arguments.length) {
                seconds = Integer.parseInt(arguments[i + 1]);
            } else if (arguments[i].equals("--out") && i + 1 < arguments.length) {
                out = Path.of(arguments[i + 1]);
            } else {
                System.err.print(USAGE);
                System.exit(2);
            }
        }
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
