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

    Outcome outcome() throws IOException, InterruptedException, SQLException {
        try (Database database = new Database(address, 1)) {
            database.reset(fault.keys(), fault.payloadCharacters());
        }
        long began = nanoTime.getAsLong();
        try (Stage stage = new Stage(fault, seed, nanoTime)) {
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
            stage.pause(AFTER);
            int ended = slot(began);
            stage.all("stop");
            stage.pause(SETTLE);
            stage.all("sweep");
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
