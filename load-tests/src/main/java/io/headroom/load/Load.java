package io.headroom.load;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The program behind `./headroom load`.
///
/// The script passes its folder in `HEADROOM_HOME`.
public final class Load {

    private static final int WRONG = 2;
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Load() {}

    /// Runs one profile and ends the process with the run's exit status.
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.getenv(), System.out, System.err));
    }

    /// Runs one profile.
    ///
    /// @return 0 passed, 1 failed, 2 not run, 3 invalid
    static int run(
            List<String> arguments,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err) {
        if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("help")) {
            out.print(LoadOptions.usage());
            return arguments.isEmpty() ? WRONG : 0;
        }
        Path home =
                Path.of("").toAbsolutePath().resolve(environment.getOrDefault("HEADROOM_HOME", ""));
        try {
            LoadOptions options = LoadOptions.parse(arguments, home);
            String command = "./headroom load " + String.join(" ", arguments);
            return run(options, home, command, out);
        } catch (LoadException e) {
            err.println("headroom: " + e.getMessage());
            return WRONG;
        }
    }

    private static int run(LoadOptions options, Path home, String command, PrintStream out) {
        if (options.addresses() > 0) {
            Addresses.print(options, out);
            return 0;
        }
        if (!options.start()) {
            String token = RunFile.operatorToken(options.data());
            return run(options, options.url(), token, home, command, out);
        }
        out.println("Starting a shop for the run …");
        try (StartedShop shop = StartedShop.start(home.resolve("headroom"), System::nanoTime)) {
            String token = RunFile.operatorToken(shop.data());
            return run(options, shop.url(), token, home, command, out);
        }
    }

    private static int run(
            LoadOptions options,
            String url,
            String token,
            Path home,
            String command,
            PrintStream out) {
        InstantSource time = InstantSource.system();
        Profile profile = options.profile().shortened(options.factor());
        Path folder =
                options.out().isEmpty()
                        ? home.resolve("load-tests/target")
                                .resolve(profile.name() + "-" + FOLDER.format(time.instant()))
                        : Path.of(options.out()).toAbsolutePath();
        out.printf(
                Locale.ROOT,
                "%s: %s, at %s%n%d s of warm-up, then %d s measured, at most %.0f requests/s …%n",
                profile.name(),
                profile.summary(),
                url,
                profile.warmUp().toSeconds(),
                profile.measured().toSeconds(),
                profile.peakRate() + 2 * profile.writesPerSecond());
        LoadTest.Setup setup =
                new LoadTest.Setup(
                        profile,
                        options.factor(),
                        url,
                        token,
                        options.queries(),
                        options.seed(),
                        folder,
                        command);
        Report report = new LoadTest(setup, System::nanoTime, time).run();
        Summary.print(report, out);
        if (options.gatlingReport()) {
            Optional<Path> page = new Gatling(folder.resolve("gatling")).report();
            page.ifPresent(path -> report.linkedTo(folder.relativize(path)).write(folder));
        }
        out.println("Report: " + folder.resolve(Report.HTML));
        return report.outcome().exitStatus();
    }
}
