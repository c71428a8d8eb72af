package io.headroom.marketplace.launcher;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The program behind the script `headroom`: `run`, `token` and `audit`.
///
/// The script passes its folder in `HEADROOM_HOME`, the folder of the built shop in `HEADROOM_APP`.
public final class Launcher {

    private Launcher() {}

    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        String app = environment.getOrDefault("HEADROOM_APP", "");
        NodeJvm jvm =
                new NodeJvm(
                        NodeJvm.MAIN_CLASS,
                        System.getProperty("java.class.path"),
                        app.isEmpty() ? "" : Path.of(app, "headroom.aot").toString());
        int status = run(List.of(arguments), environment, jvm, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /// Runs a command to its end.
    ///
    /// @return the exit status: 0, 1 after a failure, 2 after wrong arguments
    static int run(
            List<String> arguments,
            Map<String, String> environment,
            NodeJvm jvm,
            PrintStream out,
            PrintStream err) {
        Path workingDirectory = Path.of("").toAbsolutePath();
        Path home = workingDirectory.resolve(environment.getOrDefault("HEADROOM_HOME", ""));
        String command = arguments.isEmpty() ? "" : arguments.getFirst();
        List<String> rest =
                arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        try {
            switch (command) {
                case "run" ->
                        runShop(
                                RunOptions.parse(rest, home, workingDirectory),
                                environment,
                                jvm,
                                out);
                case "token" ->
                        out.println(
                                TokenCommand.sign(
                                        rest, home, workingDirectory, InstantSource.system()));
                case "audit" ->
                        out.println(AuditCommand.run(rest, home, workingDirectory, environment));
                default -> throw LaunchException.usage("Unknown command '" + command + "'.");
            }
            return 0;
        } catch (LaunchException e) {
            err.println("headroom: " + e.getMessage());
            return e.status();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return LaunchException.FAILED;
        }
    }

    private static void runShop(
            RunOptions options, Map<String, String> environment, NodeJvm jvm, PrintStream out)
            throws InterruptedException {
        Shop shop = new Shop(options, environment, jvm, out, System::nanoTime);
        // Ctrl-C, SIGTERM and the end of the terminal come here.
        Runtime.getRuntime().addShutdownHook(new Thread(shop::close, "close-shop"));
        try (shop) {
            try {
                shop.open();
            } catch (LaunchException e) {
                if (shop.isEnding()) {
                    return;
                }
                throw e;
            }
            shop.awaitEnd();
        }
        throw LaunchException.failed("The shop has ended, since no node stays up.");
    }
}
