package io.headroom.marketplace.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LauncherIT {

    /// Long, since a machine may be busy with other things; a fact that holds does not use it.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir Path directory;
    private Path data;
    private int port;
    private final List<Process> launchers = new ArrayList<>();

    @BeforeEach
    void choosePort() throws IOException {
        data = directory.toRealPath().resolve("da ta");
        port = Ports.free(2);
    }

    @AfterEach
    void nothingIsLeft() {
        launchers.forEach(Process::destroyForcibly);
        await("no process is left in " + data, () -> processesIn(data).isEmpty());
    }

    @Test
    void everythingStartsIsDescribedComesBackWhenKilledAndEndsWithSigterm() throws Exception {
        Process launcher = start(FakeNode.class, "--nodes", "2");
        JsonNode run = awaitRunFile(launcher);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(runFile())))
                .isEqualTo("rw-------");
        assertThat(run.path("http").path(1).asString()).isEqualTo("http://127.0.0.1:" + (port + 1));
        assertThat(Files.readString(Path.of(run.path("operatorToken").asString()))).contains(".");
        assertThat(answers(run)).isTrue();
        await(
                "the server in which indexes are tried makes way for requests",
                () ->
                        processesIn(data.resolve("sandbox")).stream()
                                .anyMatch(process -> niceness(process.pid()) == 19));

        for (String server : List.of("postgres", "redis")) {
            kill(run.path("pids").path(server).asLong());
            awaitChange(run, server);
        }
        assertThat(answers(run)).isTrue();
        long node = run.path("pids").path("nodes").path(0).asLong();
        kill(node);
        await(
                "the node is back",
                () ->
                        readRun().path("pids").path("nodes").path(0).asLong() != node
                                && Http.status(port, "/health/ready") == 200);

        launcher.destroy();

        assertThat(launcher.waitFor(PATIENCE)).isTrue();
        assertThat(runFile()).doesNotExist();
    }

    @Test
    void aKilledLauncherLeavesNothingBehindAndTheNextStartServes() throws Exception {
        Process launcher = start(FakeNode.class);
        JsonNode first = awaitRunFile(launcher);
        Process second = start(FakeNode.class, "--port", Integer.toString(Http.freePort()));
        assertThat(output(second)).contains("in use by the Headroom process " + launcher.pid());
        assertThat(second.waitFor()).isEqualTo(1);

        launcher.destroyForcibly().waitFor();

        Process third = start(FakeNode.class);
        JsonNode now = awaitRunFile(third, before -> !before.equals(first));
        assertThat(now.path("pids").path("postgres"))
                .isNotEqualTo(first.path("pids").path("postgres"));
        assertThat(Http.status(port, "/health/ready")).isEqualTo(200);
        third.destroyForcibly();
    }

    /// Its nodes finish what they do, while the next launcher is started.
    @Test
    void theNextLauncherWaitsForThePortsOfAKilledOne() throws Exception {
        Process launcher = start(LingeringNode.class);
        JsonNode first = awaitRunFile(launcher);

        launcher.destroyForcibly().waitFor();

        Process next = start(FakeNode.class);
        awaitRunFile(next, now -> !now.equals(first));
        assertThat(read("out-1.txt")).contains("not ended in order");
        assertThat(Http.status(port, "/health/ready")).isEqualTo(200);
    }

    /// Keeps its port for two seconds after its parent is gone.
    static final class LingeringNode {
        private LingeringNode() {}

        public static void main(String[] arguments) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(LingeringNode::linger));
            FakeNode.main(arguments);
        }

        private static void linger() {
            try {
                TimeUnit.SECONDS.sleep(2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Process launcher =
                    start(FakeNode.class, "--port", Integer.toString(taken.getLocalPort()));
            assertThat(output(launcher))
                    .contains("Port " + taken.getLocalPort() + " is in use")
                    .contains("--port");
            assertThat(launcher.waitFor()).isEqualTo(1);
        }
    }

    @Test
    void aFolderWithSomethingElseIsNeverEmptied() throws Exception {
        Files.createDirectories(data);
        Path precious = Files.writeString(data.resolve("precious.txt"), "mine");
        Process launcher = start(FakeNode.class, "--fresh");
        assertThat(output(launcher)).contains("holds something else");
        assertThat(launcher.waitFor()).isEqualTo(1);
        assertThat(precious).hasContent("mine");
    }

    @Test
    void aNodeThatEndsAtOnceIsReportedWithItsLogAndEverythingEnds() throws Exception {
        Process launcher = start(BrokenNode.class);
        assertThat(output(launcher)).contains("node-1 ended while it started").contains("broken!");
        assertThat(launcher.waitFor()).isEqualTo(1);
        assertThat(runFile()).doesNotExist();
    }

    @Test
    void aFullDiskIsReportedWithWhatIsFree() throws Exception {
        Path mount = Files.createDirectory(directory.toRealPath().resolve("small"));
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", mount.toString()) == 0;
        Assumptions.assumeTrue(mounted, "a small file system can only be mounted by root");
        try {
            data = mount.resolve("data");
            Process launcher = start(FakeNode.class);
            assertThat(output(launcher)).contains("disk is full").contains("500 MB are needed");
            assertThat(launcher.waitFor()).isEqualTo(1);
        } finally {
            run("umount", mount.toString());
        }
    }

    /// Ends before it is ready.
    static final class BrokenNode {
        private BrokenNode() {}

        public static void main(String[] arguments) {
            System.err.println("broken!");
            System.exit(3);
        }
    }

    private Process start(Class<?> node, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                NodeJvm.java(),
                                "-Xmx96m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                FakeShop.class.getName(),
                                node.getName(),
                                "run",
                                "--port",
                                Integer.toString(port),
                                "--data",
                                data.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(directory.resolve("out-" + launchers.size() + ".txt").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HEADROOM_"));
        Process launcher = builder.start();
        launchers.add(launcher);
        return launcher;
    }

    private String output(Process launcher) throws Exception {
        assertThat(launcher.waitFor(PATIENCE)).isTrue();
        return Files.readString(directory.resolve("out-" + launchers.indexOf(launcher) + ".txt"));
    }

    private Path runFile() {
        return data.resolve("run.json");
    }

    private JsonNode awaitRunFile(Process launcher) throws Exception {
        return awaitRunFile(launcher, _ -> true);
    }

    private JsonNode awaitRunFile(Process launcher, Predicate<JsonNode> expected) throws Exception {
        AtomicReference<JsonNode> seen = new AtomicReference<>(readRun());
        String output = "out-" + launchers.indexOf(launcher) + ".txt";
        await(
                "the launcher is ready",
                () -> {
                    seen.set(readRun());
                    boolean ready = !seen.get().isEmpty() && expected.test(seen.get());
                    return ready || !launcher.isAlive();
                },
                () -> read(output));
        assertThat(launcher.isAlive()).withFailMessage(() -> read(output)).isTrue();
        return seen.get();
    }

    private String read(String output) {
        try {
            return Files.readString(directory.resolve(output));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private JsonNode readRun() {
        try {
            return JsonMapper.shared().readTree(Files.readString(runFile()));
        } catch (IOException e) {
            return JsonMapper.shared().createObjectNode();
        }
    }

    private void awaitChange(JsonNode before, String server) {
        await(
                server + " is back",
                () -> {
                    long now = readRun().path("pids").path(server).asLong();
                    return now != 0 && now != before.path("pids").path(server).asLong();
                });
    }

    private static boolean answers(JsonNode run) throws Exception {
        JsonNode postgres = run.path("postgres");
        String url =
                "jdbc:postgresql://%s:%d/%s"
                        .formatted(
                                postgres.path("host").asString(),
                                postgres.path("port").asInt(),
                                postgres.path("database").asString());
        try (var connection =
                DriverManager.getConnection(
                        url,
                        postgres.path("user").asString(),
                        postgres.path("password").asString())) {
            return connection.isValid(5);
        }
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static List<ProcessHandle> processesIn(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    try {
                        return Files.readSymbolicLink(
                                        Path.of("/proc", Long.toString(process.pid()), "cwd"))
                                .startsWith(folder);
                    } catch (IOException e) {
                        return false;
                    }
                })
                .toList();
    }

    /// The nineteenth field (proc_pid_stat(5)); the second one may have blanks.
    private static int niceness(long pid) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return Integer.parseInt(
                    status.substring(status.lastIndexOf(')') + 2).split(" ", -1)[16]);
        } catch (IOException ended) {
            return 0;
        }
    }

    private static void await(String fact, BooleanSupplier condition) {
        await(fact, condition, () -> "");
    }

    private static void await(String fact, BooleanSupplier condition, Supplier<String> evidence) {
        for (int i = 0; i < PATIENCE.toMillis() / 50; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new AssertionError(
                "not so within " + PATIENCE.toSeconds() + " s: " + fact + "\n" + evidence.get());
    }
}
