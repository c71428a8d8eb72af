package io.headroom.benchmarks.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// A [Node] as the parent process sees it. Used by one thread.
final class NodeProcess implements AutoCloseable {

    private static final String GONE = "gone";

    private final NodePlan plan;
    private final Process process;
    private final OutputStream in;
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private NodeProcess(NodePlan plan, Process process) {
        this.plan = plan;
        this.process = process;
        in = process.getOutputStream();
        Thread.ofPlatform().daemon().name("node-" + plan.number()).start(this::listen);
    }

    /// Starts the process; [#await] with `ready` tells when it can be used.
    static NodeProcess start(NodePlan plan) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(
                ProcessHandle.current()
                        .info()
                        .command()
                        .orElse(System.getProperty("java.home") + "/bin/java"));
        command.addAll(
                List.of(
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Node.class.getName()));
        command.addAll(plan.arguments());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(NodePlan.PASSWORD, plan.database().password());
        builder.redirectError(plan.log().toFile());
        return new NodeProcess(plan, builder.start());
    }

    private void listen() {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            // It has ended.
        }
        answers.add(GONE);
    }

    long pid() {
        return process.pid();
    }

    /// Sends a command; [#await] takes the answer.
    void send(String command) throws IOException {
        in.write((command + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /// Waits for the answer to the command sent first of those not yet awaited.
    ///
    /// @return what it says beside `done` and the command's name
    String await(String expected, long seconds) throws IOException, InterruptedException {
        String answer = answers.poll(seconds, TimeUnit.SECONDS);
        if (answer == null) {
            throw new IOException(
                    "node %d of %s did not answer '%s' within %d s; see %s"
                            .formatted(
                                    plan.number(),
                                    plan.rival().id(),
                                    expected,
                                    seconds,
                                    plan.log()));
        }
        if (!answer.startsWith(expected)) {
            throw new IOException(
                    "node %d of %s answered '%s' instead of '%s'; see %s"
                            .formatted(
                                    plan.number(),
                                    plan.rival().id(),
                                    answer,
                                    expected,
                                    plan.log()));
        }
        return answer.substring(expected.length()).strip();
    }

    /// To be asked after the command `end`.
    NodeReport report() {
        return JsonMapper.shared().readValue(plan.report().toFile(), NodeReport.class);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
