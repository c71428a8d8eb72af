package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.function.Consumer;

/// `carriers-blocked`: a new virtual thread waits for long until it runs, while the processors, the
/// process's and the machine's, are not what is missing. The carriers are blocked by threads that
/// do not yield: in native code, in class initialisers, or in a wait that pins.
final class CarrierRule implements FindingRule {

    private static final double LONG_SECONDS = 0.1;
    private static final double BUSY = 0.8;
    private static final double MACHINE_BUSY = 0.95;
    private static final int WINDOW_SECONDS = 6;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        double lag = now.mean("scheduler.lag_seconds", WINDOW_SECONDS);
        double busy = now.mean("process.cpu_ratio", WINDOW_SECONDS);
        boolean machineBusy = now.mean("system.cpu_ratio", WINDOW_SECONDS) > MACHINE_BUSY;
        if (lag >= LONG_SECONDS
                && !(busy > BUSY)
                && !machineBusy
                && !(now.mean("jvm.gc_ratio", 15) > 0.2)) {
            double mean = now.requestSeconds() / Math.max(1e-3, now.requestsPerSecond());
            to.accept(
                    new Draft(
                                    "carriers-blocked",
                                    "",
                                    Component.APPLICATION,
                                    "Virtual threads wait %s s for a carrier: all of them are blocked."
                                            .formatted(number(lag)))
                            .because(
                                    "scheduler.lag_seconds",
                                    lag,
                                    LONG_SECONDS,
                                    "A virtual thread waits %s s until it runs (from %s s on it is too long).")
                            .because(
                                    "process.cpu_ratio",
                                    100 * busy,
                                    100 * BUSY,
                                    "The process uses %s %% of the processors (below %s %%, so they are not what is missing).")
                            .through(
                                    now.through(
                                            "rest",
                                            "Something blocks the carriers without yielding: native code, class initialisers, or a pinned wait."))
                            .costs(lag / (lag + mean))
                            .advising(
                                    "See what pins: jcmd PID Thread.dump_to_file, and the event jdk.VirtualThreadPinned of Flight Recorder; move such work to platform threads.")
                            .done());
        }
    }
}
