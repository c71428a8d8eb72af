package io.headroom.load;

import io.gatling.app.Gatling$;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Runs Gatling in this process, by the same entry that its test framework uses: the program's own
/// `main` ends the process, and with it what was measured.
final class Gatling {

    private static final int SUCCESS = 0;

    private final Path results;

    /// @param results where it writes what it counts itself
    Gatling(Path results) {
        this.results = results;
    }

    /// Plays the current run to its end.
    ///
    /// @throws LoadException when it cannot
    void play() {
        require(
                run(
                        "--simulation",
                        LoadSimulation.class.getName(),
                        "--results-folder",
                        results.toString(),
                        "--no-reports"));
    }

    /// Writes Gatling's own report of what was played.
    ///
    /// @return its page; empty when nothing was played
    Optional<Path> report() {
        return folder().map(
                        folder -> {
                            require(
                                    run(
                                            "--reports-only",
                                            folder.getFileName().toString(),
                                            "--results-folder",
                                            results.toString()));
                            return folder.resolve("index.html");
                        })
                .filter(Files::isRegularFile);
    }

    private Optional<Path> folder() {
        try (Stream<Path> folders = Files.list(results)) {
            return folders.filter(Files::isDirectory).findFirst();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static int run(String... arguments) {
        return Gatling$.MODULE$.fromArgs(arguments);
    }

    private static void require(int status) {
        if (status != SUCCESS) {
            throw new LoadException("Gatling ended with status " + status + "; see above.");
        }
    }
}
