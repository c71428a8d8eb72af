package io.headroom.benchmarks.findings;

import io.headroom.benchmarks.Options;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `./headroom bench findings`: see the package.
public final class FindingsBench {

    private static final String USAGE =
            """
            Usage: ./headroom bench findings [--only NAME,NAME…] [--judge MINUTES] [--healthy MINUTES] [--out FILE]

              --only     some of the troubles: index, cache-size, cache-ttl, leak, pool, convoy,
                         dependency, hot-key, memory-leak, heap, flood, exceptions, carriers; or none
                         of them: healthy
              --judge    applies the first action that a finding offers once it has held for a minute,
                         and waits so long for what it brought; default 0: it is not applied
              --healthy  how long to look for false findings under load without trouble, 0 for not;
                         default 3, and 0 with --only TROUBLE. What is usual happens meanwhile: a
                         checkpoint, a full collection, a slow request, an emptied cache, a pause
              --out      where the table goes; default benchmarks/target/findings.md

            Exit status 1 when a trouble was not found, not named rightly or not ranked first within 60 s,
            or when something was found in a healthy service.
            """;

    private static final Duration WARM = Duration.ofSeconds(60);
    private static final Duration TO_FIND = Duration.ofSeconds(60);
    private static final Duration TO_ANSWER = Duration.ofSeconds(20);
    private static final Duration HELD = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final String SCHEMA =
            """
            DROP TABLE IF EXISTS item, purchase, stock;
            CREATE TABLE item AS SELECT i AS id, 'item ' || i AS name FROM generate_series(0, 999) i;
            ALTER TABLE item ADD PRIMARY KEY (id);
            CREATE TABLE purchase AS
                SELECT i AS id, i % 1000 AS customer, i % 97 AS amount,
                       repeat('x', 100) AS note FROM generate_series(1, 300000) i;
            ALTER TABLE purchase ADD PRIMARY KEY (id);
            CREATE INDEX purchase_customer ON purchase (customer);
            CREATE TABLE stock AS SELECT i AS id, 0::bigint AS sold FROM generate_series(1, 100) i;
            ALTER TABLE stock ADD PRIMARY KEY (id);
            VACUUM ANALYZE
            """;

    private final EmbeddedPostgres postgres;
    private final EmbeddedPostgres sandbox;
    private final Path sandboxFolder;
    private final Prices prices;
    private final Duration toJudge;
    private final LongSupplier nanoTime;

    private FindingsBench(
            EmbeddedPostgres postgres,
            EmbeddedPostgres sandbox,
            Path sandboxFolder,
            Prices prices,
            Duration toJudge,
            LongSupplier nanoTime) {
        this.postgres = postgres;
        this.sandbox = sandbox;
        this.sandboxFolder = sandboxFolder;
        this.prices = prices;
        this.toJudge = toJudge;
        this.nanoTime = nanoTime;
    }

    /// Runs the benchmark.
    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.of(
                        USAGE,
                        Map.of(
                                "--only", "",
                                "--healthy", "",
                                "--judge", "0",
                                "--out", "benchmarks/target/findings.md"),
                        arguments);
        List<String> only = only(options);
        Duration healthy = Duration.ofMinutes(healthyMinutes(options, only));
        Duration toJudge = Duration.ofMinutes(options.number("--judge", 0));
        Path out = options.path("--out");
        PostgresOptions server = PostgresOptions.temporary();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresOptions.temporary());
                EmbeddedPostgres sandbox = EmbeddedPostgres.start(server);
                Prices prices = Prices.open()) {
            boolean passed =
                    new FindingsBench(
                                    postgres,
                                    sandbox,
                                    server.dataDirectory().resolve("cluster"),
                                    prices,
                                    toJudge,
                                    System::nanoTime)
                            .run(only, healthy, out);
            System.exit(passed ? 0 : 1);
        }
    }

    /// A name that nobody has would plant nothing, and so pass.
    private static List<String> only(Options options) {
        List<String> only = options.list("--only");
        Set<String> known = new LinkedHashSet<>(Set.of(Trouble.NONE.name()));
        Trouble.all().forEach(trouble -> known.add(trouble.name()));
        for (String name : only) {
            if (!known.contains(name)) {
                throw options.refusal("There is no trouble '" + name + "'.");
            }
        }
        return only;
    }

    private static int healthyMinutes(Options options, List<String> only) {
        if (!options.text("--healthy").isEmpty()) {
            return options.number("--healthy", 0);
        }
        return only.isEmpty() || only.contains(Trouble.NONE.name()) ? 3 : 0;
    }

    private boolean run(List<String> only, Duration healthy, Path out) throws Exception {
        Path logs = Files.createTempDirectory("headroom-findings-");
        List<Result> results = new ArrayList<>();
        Set<String> mistaken = new LinkedHashSet<>();
        execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        for (Trouble trouble : Trouble.all()) {
            if (only.isEmpty() || only.contains(trouble.name())) {
                Result result = planted(trouble, logs);
                results.add(result);
                System.out.println(result.row());
            }
        }
        if (healthy.isPositive()) {
            mistaken.addAll(healthy(logs, healthy));
            System.out.println("healthy: " + mistaken);
        }
        Files.createDirectories(out.toAbsolutePath().getParent());
        Files.writeString(out, Result.table(results, healthy, mistaken), StandardCharsets.UTF_8);
        System.out.println("The table is in " + out + ", the services' logs in " + logs);
        return mistaken.isEmpty() && results.stream().allMatch(Result::passed);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection()) {
            for (String each : sql.split(";", -1)) {
                connection.createStatement().execute(each);
            }
        }
    }

    private List<String> settings(Trouble trouble) {
        List<String> settings =
                new ArrayList<>(
                        List.of(
                                "--server.port=0",
                                "--server.address=127.0.0.1",
                                "--spring.application.name=bench",
                                "--spring.datasource.url=" + postgres.jdbcUrl(),
                                "--spring.datasource.username=" + postgres.user(),
                                "--spring.datasource.password=" + postgres.password(),
                                "--headroom.postgres.indexes.apply=true",
                                "--headroom.postgres.indexes.advise-first-after=15s",
                                "--headroom.postgres.indexes.sandbox.url=" + sandbox.jdbcUrl(),
                                "--headroom.postgres.indexes.sandbox.user=" + sandbox.user(),
                                "--headroom.postgres.indexes.sandbox.password="
                                        + sandbox.password(),
                                "--headroom.postgres.indexes.sandbox.data-directory="
                                        + sandboxFolder,
                                "--spring.threads.virtual.enabled=true",
                                "--headroom.http.response-cache.enabled=false",
                                "--management.endpoints.access.default=none",
                                "--logging.level.root=warn",
                                "--bench.prices=" + prices.address()));
        settings.addAll(trouble.settings());
        if (!settings.contains(Trouble.OVERLOAD + "true")) {
            settings.add(Trouble.OVERLOAD + "false");
        }
        return settings;
    }

    private Result planted(Trouble trouble, Path logs) throws Exception {
        execute(SCHEMA);
        prices.slowDownBy(Duration.ZERO);
        try (ServiceProcess service =
                        ServiceProcess.start(
                                trouble.machine(),
                                settings(trouble),
                                logs.resolve(trouble.name() + ".log"));
                Callers callers = new Callers(service, nanoTime);
                Flood flood = new Flood(service)) {
            Set<String> before = watch(service, WARM);
            long start = nanoTime.getAsLong();
            if (trouble.name().equals(Trouble.FLOOD)) {
                callers.change(trouble.traffic(), false);
                flood.begin();
            } else {
                plant(trouble, service, callers);
            }
            Set<String> beside = new LinkedHashSet<>();
            while (seconds(start) < TO_FIND.plus(TO_ANSWER).toSeconds()) {
                JsonNode found = found(service);
                for (JsonNode each : found) {
                    beside.add(each.get("kind").asString());
                }
                if (!found.isEmpty()
                        && found.get(0).get("kind").asString().equals(trouble.kind())
                        && found.get(0).get("title").asString().contains(trouble.names())
                        && seconds(start) <= TO_FIND.toSeconds()) {
                    beside.remove(trouble.kind());
                    double after = seconds(start);
                    return new Result(
                            trouble,
                            after,
                            found.get(0).get("title").asString(),
                            beside,
                            before,
                            judged(service, found.get(0)));
                }
                pause();
            }
            return new Result(trouble, Double.NaN, "", beside, before, "");
        }
    }

    /// What the first action of a finding was said to bring, and brought; empty where none was
    /// applied.
    private String judged(ServiceProcess service, JsonNode finding) throws Exception {
        if (toJudge.isZero() || finding.get("actions").isEmpty()) {
            return "";
        }
        TimeUnit.NANOSECONDS.sleep(HELD.toNanos());
        int status = service.apply(finding.get("id").asString());
        if (status != 200) {
            return "not applied: " + status;
        }
        long start = nanoTime.getAsLong();
        JsonNode change = service.changes().get(0);
        while (change.get("state").asString().equals("VERIFYING")
                && seconds(start) < toJudge.toSeconds()) {
            pause();
            change = service.changes().get(0);
        }
        return Result.judgement(change);
    }

    private double seconds(long since) {
        return (nanoTime.getAsLong() - since) / 1e9;
    }

    private static void pause() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }

    /// A service that is in trouble may not answer at once.
    private static JsonNode found(ServiceProcess service) throws InterruptedException {
        try {
            return service.findings();
        } catch (IOException slow) {
            return JsonNodeFactory.instance.arrayNode();
        }
    }

    private Set<String> watch(ServiceProcess service, Duration duration)
            throws InterruptedException {
        Set<String> found = new LinkedHashSet<>();
        long start = nanoTime.getAsLong();
        while (seconds(start) < duration.toSeconds()) {
            for (JsonNode each : found(service)) {
                found.add(each.get("id").asString() + ": " + each.get("title").asString());
            }
            pause();
        }
        return found;
    }

    private void plant(Trouble trouble, ServiceProcess service, Callers callers)
            throws IOException, InterruptedException {
        switch (trouble.name()) {
            case "dependency" -> prices.slowDownBy(Duration.ofMillis(200));
            case "pool" -> callers.change(trouble.traffic(), false);
            case "leak" -> Thread.ofPlatform().daemon().name("leaks").start(() -> leak(service));
            case "hot-key" -> {
                callers.change(trouble.traffic(), true);
                service.call("POST", "/plant/hot-key");
            }
            default -> ask(service, trouble.name());
        }
    }

    /// Of a service that is in trouble at once there may be no answer.
    private static void ask(ServiceProcess service, String trouble) throws InterruptedException {
        try {
            service.call("POST", "/plant/" + trouble);
        } catch (IOException planted) {
            System.err.println(trouble + " is planted; the answer does not come: " + planted);
        }
    }

    private static void leak(ServiceProcess service) {
        try {
            for (int i = 0; i < 12; i++) {
                service.call("POST", "/wish-list");
                TimeUnit.SECONDS.sleep(5);
            }
        } catch (IOException gone) {
            // The run is over.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<String> healthy(Path logs, Duration duration) throws Exception {
        execute(SCHEMA);
        prices.slowDownBy(Duration.ZERO);
        try (ServiceProcess service =
                        ServiceProcess.start(
                                Trouble.NONE.machine(),
                                settings(Trouble.NONE),
                                logs.resolve("healthy.log"));
                Callers callers = new Callers(service, nanoTime)) {
            Set<String> found = new LinkedHashSet<>();
            long start = nanoTime.getAsLong();
            Duration part = duration.dividedBy(Usual.values().length + 1);
            found.addAll(watch(service, part));
            for (Usual each : Usual.values()) {
                happen(each, service, callers);
                found.addAll(watch(service, part));
                callers.change(Trouble.USUAL, false);
                System.out.printf(
                        Locale.ROOT,
                        "%.0f s, after %s: %s%n",
                        seconds(start),
                        each.words(),
                        found.isEmpty() ? "nothing" : found);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d answers in %d s without trouble%n",
                    callers.answers(),
                    duration.toSeconds());
            // Of a service that is gone nothing would have been found either.
            var _ = service.findings();
            return found;
        }
    }

    private void happen(Usual what, ServiceProcess service, Callers callers)
            throws SQLException, InterruptedException {
        switch (what) {
            case CHECKPOINT -> execute("CHECKPOINT");
            case COLLECTION -> ask(service, "collection");
            case SLOW_REQUEST -> ask(service, "slow-request");
            case EMPTIED_CACHE -> ask(service, "emptied-cache");
            case QUIET -> callers.change(List.of(), false);
            case VACUUM -> execute("VACUUM (ANALYZE) purchase");
        }
    }
}
