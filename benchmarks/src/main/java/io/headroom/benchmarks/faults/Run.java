package io.headroom.benchmarks.faults;

import io.headroom.benchmarks.subject.Rival;
import io.headroom.test.StaleOracle;
import io.headroom.test.StaleVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// One system under one fault: fresh servers, fresh nodes.
final class Run {

    static final Duration START = Duration.ofSeconds(5);
    static final Duration WARM_UP = Duration.ofSeconds(4);
    static final Duration AFTER = Duration.ofSeconds(4);
    static final Duration SETTLE = Duration.ofSeconds(2);

    /// When, after the fault, the keys are looked at again that were wrong.
    static final Duration LATER = Duration.ofSeconds(60);

    static final int OPERATIONS_PER_SECOND = 1_000;

    private final Rival rival;
    private final Fault fault;
    private final Duration standardTime;
    private final long seed;
    private final Database.Address address;
    private final Path folder;
    private final LongSupplier nanoTime;

    /// @param folder for the files of this run, which exists
    Run(
            Rival rival,
            Fault fault,
            Duration standardTime,
            long seed,
            Database.Address address,
            Path folder,
            LongSupplier nanoTime) {
        this.rival = rival;
        this.fault = fault;
        this.standardTime = standardTime;
        this.seed = seed;
        this.address = address;
        this.folder = folder;
        this.nanoTime = nanoTime;
    }

    /// How long it takes, about.
    static Duration estimate(Fault fault, Duration standardTime) {
        return START.plus(fault.preparation())
                .plus(WARM_UP)
                .plus(fault.time(standardTime))
                .plus(AFTER)
                .plus(SETTLE);
    }

    /// Runs the workload and the fault.
    ///
    /// @return what is still to be judged; its nodes run until then
    Aftermath run() throws IOException, InterruptedException, SQLException {
        try (Database database = new Database(address, 1)) {
            database.create(fault.keys(), fault.payloadCharacters());
        }
        Stage stage = new Stage(fault, seed, nanoTime);
        try {
            return run(stage);
        } catch (IOException | InterruptedException | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    private Aftermath run(Stage stage) throws IOException, InterruptedException {
        long began = nanoTime.getAsLong();
        fault.prepare(stage);
        List<NodePlan> plans = new ArrayList<>();
        for (int number = 0; number < Node.NODES; number++) {
            NodePlan plan = plan(stage, number, began);
            plans.add(plan);
            stage.add(NodeProcess.start(plan));
        }
        for (NodeProcess node : stage.nodes()) {
            node.await("ready", 60);
        }
        if (fault.fills()) {
            stage.all("fill");
        }
        stage.all("start");
        stage.pause(WARM_UP);
        stage.all("fault");
        int struck = slot(began);
        fault.strike(stage, fault.time(standardTime));
        int healed = slot(began);
        long healedAt = nanoTime.getAsLong();
        stage.pause(AFTER);
        int ended = slot(began);
        stage.all("stop");
        stage.pause(SETTLE);
        boolean right = stage.all("sweep").stream().allMatch("0"::equals);
        return new Aftermath(stage, plans, struck, healed, ended, right, healedAt);
    }

    /// A run whose writers have stopped. Its nodes live on without load until [#outcome], beside
    /// the next runs: a row of the table takes a minute longer without the table taking it.
    final class Aftermath {

        private final Stage stage;
        private final List<NodePlan> plans;
        private final int struck;
        private final int healed;
        private final int ended;
        private final boolean right;
        private final long healedAt;

        private Aftermath(
                Stage stage,
                List<NodePlan> plans,
                int struck,
                int healed,
                int ended,
                boolean right,
                long healedAt) {
            this.stage = stage;
            this.plans = plans;
            this.struck = struck;
            this.healed = healed;
            this.ended = ended;
            this.right = right;
            this.healedAt = healedAt;
        }

        /// Whether [#outcome] need not wait. Where no key was wrong and nobody writes, none will
        /// be.
        boolean isDue() {
            return right || left() <= 0;
        }

        private long left() {
            return LATER.toNanos() - (nanoTime.getAsLong() - healedAt);
        }

        Outcome outcome() throws IOException, InterruptedException {
            try (stage) {
                if (!right) {
                    stage.pause(Duration.ofNanos(Math.max(0, left())));
                    stage.all("sweep");
                }
                stage.all("end");
                List<NodeReport> reports = stage.nodes().stream().map(NodeProcess::report).toList();
                StaleVerdict verdict =
                        StaleOracle.judge(plans.stream().map(NodePlan::journal).toList());
                for (NodePlan plan : plans) {
                    Files.deleteIfExists(plan.journal());
                }
                return new Judge(reports)
                        .outcome(rival, fault, verdict, struck, healed, ended, stage.note());
            }
        }
    }

    private NodePlan plan(Stage stage, int number, long began) {
        return new NodePlan(
                rival,
                number,
                stage.proxy(number).port(),
                address,
                fault.keys(),
                fault.ttl(),
                fault == Fault.TAG,
                fault.readShare(),
                OPERATIONS_PER_SECOND,
                fault.clockOffset(number),
                seed,
                began,
                folder);
    }

    private int slot(long began) {
        return (int) ((nanoTime.getAsLong() - began) / Timeline.SLOT_NANOS);
    }
}
