package io.headroom.benchmarks.faults;

import io.headroom.benchmarks.subject.Rival;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `./headroom bench cache-faults`: the fault table.
public final class CacheFaults {

    private static final String USAGE =
            """
            Usage: ./headroom bench cache-faults [--system NAME|all] [--fault NAME|all] [--seconds N]
                                                 [--seed N] [--out DIR]

              --system   headroom (the default), headroom-await, jetcache, redisson, spring-redis,
                         spring-caffeine, spring for both of these, ours for both of Headroom; or
                         several, with commas
              --fault    all (the default), or one or several of FAULTS, with commas
              --seconds  how long a fault lasts that has no length of its own; default 5
              --seed     of the keys and operations; default 20260101
              --out      where faults.md, faults.json and the nodes' logs go; default
                         benchmarks/target/faults
            """;

    private final List<Rival> rivals;
    private final List<Fault> faults;
    private final Duration time;
    private final long seed;
    private final Path out;
    private final Map<Cell, Run.Aftermath> running = new LinkedHashMap<>();
    private final Map<Cell, Outcome> outcomes = new TreeMap<>(Cell.ORDER);
    private boolean complete = true;

    private record Cell(Rival rival, Fault fault) {
        static final Comparator<Cell> ORDER =
                Comparator.comparing(Cell::fault).thenComparing(Cell::rival);
    }

    private CacheFaults(
            List<Rival> rivals, List<Fault> faults, Duration time, long seed, Path out) {
        this.rivals = rivals;
        this.faults = faults;
        this.time = time;
        this.seed = seed;
        this.out = out;
    }

    /// Runs the faults and ends this process.
    ///
    /// @param arguments see `--help`
    public static void main(String[] arguments) throws Exception {
        CacheFaults command;
        try {
            command = parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n");
            System.err.print(usage());
            System.exit(2);
            return;
        }
        System.exit(command.run() ? 0 : 1);
    }

    private static CacheFaults parse(String[] arguments) {
        List<Rival> rivals = List.of(Rival.HEADROOM);
        List<Fault> faults = List.of(Fault.values());
        Duration time = Duration.ofSeconds(5);
        long seed = 20_260_101;
        Path out = Path.of("benchmarks", "target", "faults");
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(
                        arguments[i].endsWith("help") ? "" : arguments[i] + " needs a value");
            }
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--system" ->
                        rivals =
                                Stream.of(value.split(","))
                                        .flatMap(CacheFaults::rivals)
                                        .distinct()
                                        .toList();
                case "--fault" ->
                        faults =
                                Stream.of(value.split(","))
                                        .flatMap(name ->
                                                name.equals("all")
                                                        ? Stream.of(Fault.values())
                                                        : Stream.of(Fault.of(name)))
                                        .distinct()
                                        .toList();
                case "--seconds" -> time = Duration.ofSeconds(Long.parseLong(value));
                case "--seed" -> seed = Long.parseLong(value);
                case "--out" -> out = Path.of(value);
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        if (time.toSeconds() < 4) {
            throw new IllegalArgumentException("--seconds must be at least 4");
        }
        return new CacheFaults(rivals, faults, time, seed, out);
    }

    private static Stream<Rival> rivals(String name) {
        return switch (name) {
            case "all" -> Stream.of(Rival.values());
            case "ours" -> Stream.of(Rival.HEADROOM, Rival.HEADROOM_AWAIT);
            case "spring" -> Stream.of(Rival.SPRING_REDIS, Rival.SPRING_CAFFEINE);
            default -> Stream.of(Rival.of(name));
        };
    }

    private static String usage() {
        return USAGE.replace(
                "FAULTS", String.join(", ", Stream.of(Fault.values()).map(Fault::id).toList()));
    }

    private boolean run() throws IOException, InterruptedException {
        Files.createDirectories(out);
        Duration estimate = Duration.ZERO;
        for (Fault fault : faults) {
            long systems = rivals.stream().filter(rival -> runs(rival, fault)).count();
            estimate = estimate.plus(Run.estimate(fault, time).multipliedBy(systems));
        }
        System.out.printf(
                "%d systems, %d faults, 4 nodes with %,d operations/s each, seed %d: about %d min %d s%n%n",
                rivals.size(),
                faults.size(),
                Run.OPERATIONS_PER_SECOND,
                seed,
                estimate.toMinutes(),
                estimate.toSecondsPart());
        System.out.print(Outcome.HEADER);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresOptions.temporary())) {
            var address =
                    new Database.Address(postgres.jdbcUrl(), postgres.user(), postgres.password());
            for (Fault fault : faults) {
                for (Rival rival : rivals) {
                    if (runs(rival, fault)) {
                        judge(false);
                        start(rival, fault, address);
                    }
                }
            }
            judge(true);
        }
        System.out.println("\nWritten to " + out.resolve("faults.md") + " and faults.json");
        return complete;
    }

    private void start(Rival rival, Fault fault, Database.Address address) {
        String name = fault.id() + "-" + rival.id();
        try {
            Path folder = Files.createDirectories(out.resolve(name));
            String schema = name.replace('-', '_');
            Database.createSchema(address, schema);
            running.put(
                    new Cell(rival, fault),
                    new Run(
                                    rival,
                                    fault,
                                    time,
                                    seed,
                                    address.inSchema(schema),
                                    folder,
                                    System::nanoTime)
                            .run());
        } catch (Exception e) {
            failed(new Cell(rival, fault), e);
        }
    }

    /// @param all whether to wait for those that are not due
    private void judge(boolean all) throws IOException {
        for (Cell cell : List.copyOf(running.keySet())) {
            Run.Aftermath aftermath = Objects.requireNonNull(running.get(cell));
            if (all || aftermath.isDue()) {
                running.remove(cell);
                try {
                    Outcome outcome = aftermath.outcome();
                    outcomes.put(cell, outcome);
                    System.out.println(outcome.markdown());
                } catch (Exception e) {
                    failed(cell, e);
                }
            }
        }
        write();
    }

    private void failed(Cell cell, Exception e) {
        complete = false;
        System.out.printf(
                "| %s | %s | the run failed: %s |%n",
                cell.fault().title(), cell.rival().title(), e);
    }

    private static boolean runs(Rival rival, Fault fault) {
        return (rival.takesClock() || !fault.needsClock())
                && (rival.usesRedis() || !fault.isOfRedis());
    }

    private void write() throws IOException {
        StringBuilder text = new StringBuilder(introduction()).append(Outcome.HEADER);
        outcomes.values().forEach(outcome -> text.append(outcome.markdown()).append('\n'));
        Files.writeString(out.resolve("faults.md"), text);
        Files.writeString(
                out.resolve("faults.json"),
                JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(outcomes.values()));
    }

    private String introduction() {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                Measured %s by `./headroom bench cache-faults`, seed %d, on %d processors (%s, JDK %s).
                Four node processes (256 MB each), each behind its own fault proxy, attempt %,d operations a second on
                rows of a PostgreSQL by Zipf's law (exponent 0.99); a write is an UPDATE, its commit, then the invalidation.
                Each run: %d s of warm-up, the fault (%d s where it says no other time), %d s after it; then the writers stop,
                and %d s after the fault every node reads every key; where one is wrong, all do so again after %d s.
                A read is stale when it returns an older version than one whose invalidation had been acknowledged before
                the read began; "beyond the lease" counts those that were so for more than %d s. Errors, loads per key, peak and
                times count from the fault's beginning. Values live %d s unless the fault says otherwise; commands to Redis
                time out after 250 ms in all systems.

                """
                        .formatted(
                                InstantSource.system().instant().toString().substring(0, 10),
                                seed,
                                Runtime.getRuntime().availableProcessors(),
                                System.getProperty("os.arch"),
                                System.getProperty("java.version"),
                                Run.OPERATIONS_PER_SECOND,
                                Run.WARM_UP.toSeconds(),
                                time.toSeconds(),
                                Run.AFTER.toSeconds(),
                                Run.AFTER.plus(Run.SETTLE).toSeconds(),
                                Run.LATER.toSeconds(),
                                Judge.LEASE.toSeconds(),
                                Fault.NONE.ttl().toSeconds()));
        text.append(
                """
                A fault is left out for a system that it cannot touch: Spring's Caffeine has no Redis, and only Headroom takes
                the node's clock as a parameter, so that it can be wrong.

                """);
        for (Rival rival : rivals) {
            text.append("- **").append(rival.title()).append("**: ");
            text.append(rival.description()).append('\n');
        }
        return text.append('\n').toString();
    }
}
