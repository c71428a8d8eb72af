package io.headroom.marketplace.launcher;

import io.headroom.embedded.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes the ahead-of-time cache of a build (JEP 514): a further node, at the lowest priority,
/// answers some thousand requests on a port of its own and ends, whereupon its JVM writes which
/// classes it loaded, linked and profiled (JEP 515). The next start maps them instead of reading
/// jars, and compiles what is hot from the first seconds on.
///
/// It happens once after each build, in the background soon after the first start, which it
/// therefore does not delay. When the shop stops meanwhile, the training is given up and comes with
/// the next start.
final class Training {

    private static final Duration AFTER_START = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration AT_MOST = Duration.ofMinutes(3);
    private static final int ROUNDS = 150;

    /// `#` stands for the round, so that most requests are answered by work and not from a cache.
    private static final List<String> PATHS =
            List.of(
                    "/api/catalog/items/#",
                    "/api/catalog/items/#?lang=es",
                    "/api/catalog/items?minPrice=#",
                    "/api/catalog/items?limit=100&sort=-price&maxPrice=#",
                    "/api/catalog/items?inStock=true&sort=popularity&minPrice=#&lang=es",
                    "/api/catalog/search?q=blue+lamp&minPrice=#",
                    "/api/catalog/search?q=garden&merchant=#",
                    "/api/catalog/search?q=kitchn+set&lang=es&maxPrice=#",
                    "/api/catalog/suggestions?q=bl&limit=#",
                    "/api/catalog/suggestions?q=wood#",
                    "/api/catalog/items/#/similar",
                    "/api/catalog/items/#/also-bought",
                    "/api/catalog/recommendations?customer=#",
                    "/api/catalog/popular",
                    "/api/catalog/categories");

    /// Written back as it was read on the condition that nobody ever wrote it: all of a write but
    /// its change, which the shop's data shall not have.
    private static final String WRITTEN = "/api/catalog/items/#";

    private static final String NEVER_WRITTEN = "\"0\"";

    private static final List<String> SELDOM = List.of("/", "/health", "/metrics");

    private final NodeJvm jvm;
    private final Map<String, String> servers;
    private final DataFolder folder;
    private final Supervision supervision;

    Training(NodeJvm jvm, Map<String, String> servers, DataFolder folder, Supervision supervision) {
        this.jvm = jvm;
        this.servers = servers;
        this.folder = folder;
        this.supervision = supervision;
    }

    void startInBackground() {
        if (jvm.needsTraining()) {
            Thread.ofPlatform().name("aot-training").daemon().start(this::run);
        }
    }

    private void run() {
        try {
            if (!supervision.awaitEnd(AFTER_START)) {
                train();
            }
        } catch (IOException | RuntimeException e) {
            // Without a cache the next start is slower, and nothing else; its log tells why.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void train() throws IOException, InterruptedException {
        Path cache = Path.of(jvm.aotCache());
        Path draft =
                cache.resolveSibling(cache.getFileName() + "." + ProcessHandle.current().pid());
        int port = Http.freePort();
        Map<String, String> environment = new HashMap<>(servers);
        // It ends soon and is slow on purpose: customers' mails are not for it to send, what it
        // finds of itself is nothing to tell operators, and it is no node of the shop.
        environment.put("HEADROOM_JOBS_WORK", "false");
        environment.put("HEADROOM_OPERATIONS_ALERTS_SHARED", "false");
        environment.put("HEADROOM_OPERATIONS_NODES_ENABLED", "false");
        ChildProcess.Options options =
                Node.options("training", port, jvm.trainingCommand(draft), environment, folder);
        ChildProcess child =
                ChildProcess.start(
                        new ChildProcess.Options(
                                options.command(),
                                options.environment(),
                                options.directory(),
                                options.log(),
                                ChildProcess.Signal.KILL,
                                Duration.ZERO,
                                ""));
        try {
            if (becomesReady(child, port)) {
                SELDOM.forEach(path -> Http.status(port, path));
                for (int i = 1; i <= ROUNDS && !supervision.isOver(); i++) {
                    String round = Integer.toString(i);
                    PATHS.forEach(path -> Http.status(port, path.replace("#", round)));
                    write(port, WRITTEN.replace("#", round));
                }
                ProcessHandle.of(child.pid()).ifPresent(ProcessHandle::destroy);
                if (endsWithin(child, AT_MOST) && Files.exists(draft)) {
                    Files.move(draft, cache, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } finally {
            child.stop();
            Files.deleteIfExists(draft);
            // What the JVM keeps between the run and the writing of the cache, if that was cut
            // short.
            Files.deleteIfExists(draft.resolveSibling(draft.getFileName() + ".config"));
        }
    }

    private void write(int port, String path) throws IOException {
        String token = Files.readString(folder.operatorToken()).strip();
        Http.Answer read = Http.send(port, "GET", path, Map.of(), "");
        if (read.status() == 200) {
            var _ =
                    Http.send(
                            port,
                            "PUT",
                            path,
                            Map.of(
                                    "Authorization",
                                    "Bearer " + token,
                                    "Content-Type",
                                    "application/json",
                                    "If-Match",
                                    NEVER_WRITTEN),
                            read.body());
        }
    }

    private boolean becomesReady(ChildProcess child, int port) throws InterruptedException {
        for (long waited = 0; waited < AT_MOST.toMillis(); waited += POLL.toMillis()) {
            if (Http.status(port, "/health/ready") == 200) {
                return true;
            }
            if (!child.isAlive() || supervision.awaitEnd(POLL)) {
                return false;
            }
        }
        return false;
    }

    private boolean endsWithin(ChildProcess child, Duration atMost) throws InterruptedException {
        for (long waited = 0; waited < atMost.toMillis(); waited += POLL.toMillis()) {
            if (child.awaitExit(Duration.ofMillis(1))) {
                return true;
            }
            if (supervision.awaitEnd(POLL)) {
                return false;
            }
        }
        return false;
    }
}
