package io.headroom.operations.capacity;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/// A service with a pool of connections, a database and processors, simulated event by event with
/// random arrivals: a request works on a processor, then holds a connection while the database
/// works. Each station serves in the order of arrival.
final class SimulatedService {

    private static final double STEP = 10;

    private final int processors;
    private final double processorSeconds;
    private final int connections;
    private final double heldSeconds;
    private final int sessions;
    private final double databaseSeconds;
    private final double idleProcessors;
    private final Random random;

    /// @param heldSeconds how long a connection is held beside the database's work
    SimulatedService(
            int processors,
            double processorSeconds,
            int connections,
            double heldSeconds,
            int sessions,
            double databaseSeconds,
            double idleProcessors,
            long seed) {
        this.processors = processors;
        this.processorSeconds = processorSeconds;
        this.connections = connections;
        this.heldSeconds = heldSeconds;
        this.sessions = sessions;
        this.databaseSeconds = databaseSeconds;
        this.idleProcessors = idleProcessors;
        this.random = new Random(seed);
    }

    /// A station: when each of its servers is free.
    private static final class Station {

        private final PriorityQueue<Double> free = new PriorityQueue<>();

        Station(int servers) {
            for (int i = 0; i < servers; i++) {
                free.add(0.0);
            }
        }

        double begin(double at) {
            return Math.max(at, free.remove());
        }

        void end(double at) {
            free.add(at);
        }
    }

    /// Adds what was in use between two moments to the steps.
    private static void add(double[] busy, double from, double to) {
        for (int step = (int) (from / STEP); step <= to / STEP && step < busy.length; step++) {
            double begin = Math.max(from, step * STEP);
            double end = Math.min(to, (step + 1) * STEP);
            busy[step] += Math.max(0, end - begin) / STEP;
        }
    }

    private double exponential(double mean) {
        return mean == 0 ? 0 : -mean * Math.log(1 - random.nextDouble());
    }

    /// Runs through steps of 10 s with these loads.
    Observations run(double... loads) {
        int n = loads.length;
        double[] throughput = new double[n];
        double[] concurrency = new double[n];
        double[] processor = new double[n];
        double[] pool = new double[n];
        double[] database = new double[n];
        double[][] durations = new double[n][16];
        int[] counts = new int[n];
        Station cpu = new Station(processors);
        Station held = new Station(connections);
        Station inside = new Station(sessions);
        double now = 0;
        while (true) {
            int step = (int) (now / STEP);
            if (step >= n) {
                break;
            }
            if (loads[step] <= 0) {
                now = (step + 1) * STEP;
                continue;
            }
            now += exponential(1 / loads[step]);
            double begun = cpu.begin(now);
            double worked = begun + exponential(processorSeconds);
            cpu.end(worked);
            add(processor, begun, worked);
            double got = held.begin(worked);
            double asked = got + exponential(heldSeconds);
            double served = inside.begin(asked);
            double answered = served + exponential(databaseSeconds);
            inside.end(answered);
            held.end(answered);
            add(pool, got, answered);
            add(database, asked, answered);
            add(concurrency, now, answered);
            int at = (int) (answered / STEP);
            if (at < n) {
                throughput[at] += 1 / STEP;
                if (counts[at] == durations[at].length) {
                    durations[at] = Arrays.copyOf(durations[at], 2 * counts[at]);
                }
                durations[at][counts[at]++] = answered - now;
            }
        }
        for (int i = 0; i < n; i++) {
            processor[i] += idleProcessors * (0.8 + 0.4 * random.nextDouble());
        }
        Map<Double, double[]> quantiles = new HashMap<>();
        for (double quantile : new double[] {0.5, 0.95, 0.99}) {
            double[] values = new double[n];
            for (int i = 0; i < n; i++) {
                values[i] = Robust.quantile(Arrays.copyOf(durations[i], counts[i]), quantile);
            }
            quantiles.put(quantile, values);
        }
        return new Observations(
                throughput,
                concurrency,
                quantiles,
                Map.of("processor", processor, "pool", pool, "database", database),
                Map.of(),
                Map.of());
    }

    /// The load at which a promise breaks when it lasts five minutes, found by halving: the truth.
    double breaksAt(double most) {
        double low = 0;
        double high = most;
        for (int i = 0; i < 12; i++) {
            double middle = (low + high) / 2;
            double[] loads = new double[30];
            Arrays.fill(loads, middle);
            Observations seen = run(loads);
            boolean broken =
                    Robust.median(seen.seconds(0.95)) > 0.5
                            || Robust.median(seen.seconds(0.99)) > 1
                            || Arrays.stream(seen.concurrency()).sum()
                                            / Arrays.stream(seen.throughput()).sum()
                                    > 0.2;
            if (broken) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }

    /// What the watch knows of it.
    ///
    /// @param databaseKnown whether it knows how much the database does at once
    List<Resource> resources(boolean databaseKnown) {
        return List.of(
                new Resource(
                        "processor",
                        "processor",
                        Resource.Kind.QUEUE,
                        "system.cpu_ratio",
                        processors,
                        processors,
                        0.9,
                        "",
                        "",
                        "Add processors."),
                new Resource(
                        "pool",
                        "connection pool",
                        Resource.Kind.QUEUE,
                        "pool.busy_connections",
                        1,
                        connections,
                        0.98,
                        "database",
                        "",
                        "Enlarge the pool."),
                new Resource(
                        "database",
                        "database",
                        Resource.Kind.BEHIND,
                        "database.busy_connections",
                        1,
                        databaseKnown ? sessions : Double.NaN,
                        0.98,
                        "",
                        "",
                        "Look for slow statements."));
    }
}
