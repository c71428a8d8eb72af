package io.headroom.benchmarks.faults;

import io.headroom.benchmarks.subject.Settings;
import io.headroom.benchmarks.subject.Subject;
import io.headroom.test.StaleJournal;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/// A process of the fault table: a cache, and the workload on it. It obeys the lines of its
/// standard input and answers each with `done`; it ends when its input does.
public final class Node {

    /// How many nodes there are.
    static final int NODES = 4;

    /// So that no rival is slow by its defaults, which are up to 60 s: as long as Headroom waits
    /// for an invalidation.
    private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(250);

    private static final int CONNECT_ATTEMPTS = 10;

    private final NodePlan plan;
    private final Workload workload;
    private final Subject subject;
    private final StaleJournal journal;
    private final PrintStream out;
    private final List<int[]> sweeps = new ArrayList<>();

    private Node(
            NodePlan plan,
            Workload workload,
            Subject subject,
            StaleJournal journal,
            PrintStream out) {
        this.plan = plan;
        this.workload = workload;
        this.subject = subject;
        this.journal = journal;
        this.out = out;
    }

    /// Started by [NodeProcess] alone.
    ///
    /// @param arguments a [NodePlan]
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        // What libraries print must not stand between the answers.
        System.setOut(System.err);
        NodePlan plan = NodePlan.parse(arguments, System.getenv(NodePlan.PASSWORD));
        Database database = new Database(plan.database(), 6);
        StaleJournal journal = StaleJournal.create(plan.journal(), System::nanoTime);
        Workload workload = new Workload(plan, database, journal, System::nanoTime);
        InstantSource system = InstantSource.system();
        InstantSource clock = () -> system.instant().plus(plan.clockOffset());
        Settings settings =
                new Settings(
                        plan.redisPort(),
                        plan.ttl(),
                        200_000,
                        plan.tagged(),
                        clock,
                        COMMAND_TIMEOUT,
                        workload);
        Subject subject = open(plan, settings);
        new Node(plan, workload, subject, journal, out).obey();
        // Threads of a library must not keep the process.
        Runtime.getRuntime().halt(0);
    }

    /// On a busy machine a cold process may take longer to connect than its time-outs allow.
    private static Subject open(NodePlan plan, Settings settings) {
        for (int attempt = 1; ; attempt++) {
            try {
                return plan.rival().open(settings);
            } catch (RuntimeException e) {
                if (attempt == CONNECT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void obey() throws Exception {
        out.println("ready");
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            String answer = obey(words);
            out.println(("done " + words[0] + " " + answer).strip());
            if (words[0].equals("end")) {
                return;
            }
        }
    }

    private String obey(String[] words) throws Exception {
        switch (words[0]) {
            case "fill" -> workload.fill(subject, NODES);
            case "start" -> workload.start(subject);
            case "fault" -> workload.faultBegins();
            case "load-delay" -> workload.loadDelay(Long.parseLong(words[1]));
            case "roll-back" -> workload.rollBackShare(Double.parseDouble(words[1]));
            case "change-all" -> {
                List<String> keys =
                        IntStream.range(0, plan.keys()).mapToObj(Integer::toString).toList();
                return Long.toString(workload.changeAll(subject, keys));
            }
            case "stop" -> workload.stop();
            case "sweep" -> {
                int[] wrong = workload.sweep(subject);
                sweeps.add(wrong);
                return Integer.toString(wrong.length);
            }
            case "end" -> {
                journal.close();
                JsonMapper.shared().writeValue(plan.report().toFile(), workload.report(sweeps));
            }
            default -> throw new IllegalArgumentException("unknown command " + words[0]);
        }
        return "";
    }
}
