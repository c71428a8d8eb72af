package io.headroom.marketplace.launcher;

import io.headroom.embedded.Durability;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.EmbeddedServerException;
import io.headroom.embedded.PostgresOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/// The PostgreSQL server in which the index advisor tries indexes: it holds the shop's statistics
/// and none of its rows. The shop does without it, so it is started when the shop is ready, and
/// what it held is made anew each time.
///
/// Nodes find it in the data folder, see [io.headroom.marketplace.observation.LaunchedSandbox].
final class Sandbox {

    private final DataFolder folder;
    private final Supervision supervision;
    private final Consumer<AutoCloseable> keep;
    private final Consumer<String> say;

    /// @param keep takes what is to be closed with the shop
    /// @param say tells the person at the terminal
    Sandbox(
            DataFolder folder,
            Supervision supervision,
            Consumer<AutoCloseable> keep,
            Consumer<String> say) {
        this.folder = folder;
        this.supervision = supervision;
        this.keep = keep;
        this.say = say;
    }

    void startInBackground() {
        Thread.ofPlatform().name("start-sandbox").daemon().start(this::run);
    }

    private void run() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.start(options());
            makeWayForOthers(server.pid());
            if (supervision.isOver()) {
                server.close();
            } else {
                keep.accept(server);
            }
        } catch (EmbeddedServerException e) {
            say.accept("Indexes cannot be tried for lack of a sandbox: " + e.getMessage());
        }
    }

    /// Its work can wait for that of requests. Backends inherit the priority of the server that
    /// forks them; where the command is missing they have the usual one.
    private static void makeWayForOthers(long pid) {
        try {
            var _ =
                    new ProcessBuilder("renice", "-n", "19", "-p", Long.toString(pid))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
        } catch (IOException withoutTheCommand) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private PostgresOptions options() {
        return new PostgresOptions(
                folder.sandbox(),
                true,
                0,
                Durability.VOLATILE,
                "headroom",
                "headroom",
                Map.of(
                        "shared_buffers", "16MB",
                        "max_connections", "20",
                        "autovacuum", "off",
                        "wal_level", "minimal",
                        "max_wal_senders", "0",
                        "jit", "off",
                        "shared_preload_libraries", ""),
                Duration.ofSeconds(60));
    }
}
