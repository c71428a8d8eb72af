package io.headroom.benchmarks.findings;

import com.sun.net.httpserver.HttpServer;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `./headroom bench findings`: see the package.
public final class FindingsBench {

    private static final String USAGE =
            """
            Usage: ./headroom bench findings [--only NAME,NAME…] [--healthy MINUTES] [--out FILE]

              --only     some of the troubles: index, cache-size, cache-ttl, leak, pool, convoy,
                         dependency, hot-key, memory-leak, heap, exceptions, carriers; or none of them:
                         healthy
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
    private final LongSupplier nanoTime;
    private volatile long priceMillis = 2;

    /// What came of a trouble.
    ///
    /// @param seconds until it stood first; NaN when it did not
    /// @param title how it was named
    /// @param beside what else was found by then
    /// @param before what was found before it was planted
    private record Result(
            Trouble trouble, double seconds, String title, Set<String> beside, Set<String> before) {

        boolean passed() {
            return !Double.isNaN(seconds) && before.isEmpty();
        }
    }

    private FindingsBench(
            EmbeddedPostgres postgres,
            EmbeddedPostgres sandbox,
            Path sandboxFolder,
            LongSupplier nanoTime) {
        this.postgres = postgres;
        this.sandbox = sandbox;
        this.sandboxFolder = sandboxFolder;
        this.nanoTime = nanoTime;
    }

    /// Runs the benchmark.
    public static void main(String[] arguments) throws Exception {
        List<String> only = List.of();
        int healthy = -1;
        Path out = Path.of("benchmarks/target/findings.md");
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (arguments[i]) {
                case "--only" -> only = List.of(value.split(",", -1));
                case "--healthy" -> healthy = Integer.parseInt(value);
                case "--out" -> out = Path.of(value);
                default -> {
                    System.err.print(USAGE);
                    System.exit(2);
                }
            }
        }
        PostgresOptions options = PostgresOptions.temporary();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresOptions.temporary());
                EmbeddedPostgres sandbox = EmbeddedPostgres.start(options)) {
            boolean passed =
                    new FindingsBench(
                                    postgres,
                                    sandbox,
                                    options.dataDirectory().resolve("cluster"),
                                    System::nanoTime)
                            .run(only, Duration.ofMinutes(minutes(healthy, only)), out);
            System.exit(passed ? 0 : 1);
        }
    }

    private static int minutes(int asked, List<String> only) {
        boolean without = !only.isEmpty() && !only.contains(Trouble.NONE.name());
        return asked >= 0 ? asked : without ? 0 : 3;
    }

    private boolean run(List<String> only, Duration healthy, Path out) throws Exception {
        HttpServer prices = prices();
        Path logs = Files.createTempDirectory("headroom-findings-");
        String address = "http://127.0.0.1:" + prices.getAddress().getPort() + "/prices";
        List<Result> results = new ArrayList<>();
        Set<String> mistaken = new LinkedHashSet<>();
        try {
            execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
            for (Trouble trouble : Trouble.all()) {
                if (only.isEmpty() || only.contains(trouble.name())) {
                    Result result = planted(trouble, address, logs);
                    results.add(result);
                    System.out.println(row(result));
                }
            }
            if (healthy.isPositive()) {
                mistaken.addAll(healthy(address, logs, healthy));
                System.out.println("healthy: " + mistaken);
            }
        } finally {
            prices.stop(0);
        }
        Files.createDirectories(out.toAbsolutePath().getParent());
        Files.writeString(out, table(results, healthy, mistaken), StandardCharsets.UTF_8);
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

    private HttpServer prices() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/prices",
                exchange -> {
                    LockSupport.parkNanos(Duration.ofMillis(priceMillis).toNanos());
                    byte[] body = "17.50".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    try (var to = exchange.getResponseBody()) {
                        to.write(body);
                    }
                });
        server.start();
        return server;
    }

    private List<String> settings(Trouble trouble, String prices) {
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
                                "--headroom.postgres.indexes.advise-every=10s",
                                "--headroom.postgres.indexes.advice-work-share=0.5",
                                "--headroom.postgres.indexes.sandbox.url=" + sandbox.jdbcUrl(),
                                "--headroom.postgres.indexes.sandbox.user=" + sandbox.user(),
                                "--headroom.postgres.indexes.sandbox.password="
                                        + sandbox.password(),
                                "--headroom.postgres.indexes.sandbox.data-directory="
                                        + sandboxFolder,
                                "--headroom.postgres.pool.place-of-every=1",
                                "--headroom.http.response-cache.enabled=false",
                                "--headroom.http.overload.enabled=false",
                                "--headroom.postgres.pool.leak-after=20s",
                                "--management.endpoints.access.default=none",
                                "--logging.level.root=warn",
                                "--bench.prices=" + prices));
        settings.addAll(trouble.settings());
        return settings;
    }

    private Result planted(Trouble trouble, String prices, Path logs) throws Exception {
        execute(SCHEMA);
        priceMillis = 2;
        try (ServiceProcess service =
                        ServiceProcess.start(
                                trouble.machine(),
                                settings(trouble, prices),
                                logs.resolve(trouble.name() + ".log"));
                Callers callers = new Callers(service, nanoTime)) {
            Set<String> before = watch(service, WARM);
            long start = nanoTime.getAsLong();
            plant(trouble, service, callers);
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
                    return new Result(
                            trouble,
                            seconds(start),
                            found.get(0).get("title").asString(),
                            beside,
                            before);
                }
                pause();
            }
            return new Result(trouble, Double.NaN, "", beside, before);
        }
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
            case "dependency" -> priceMillis = 202;
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

    private Set<String> healthy(String prices, Path logs, Duration duration) throws Exception {
        execute(SCHEMA);
        priceMillis = 2;
        try (ServiceProcess service =
                        ServiceProcess.start(
                                Trouble.NONE.machine(),
                                settings(Trouble.NONE, prices),
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

    private static String row(Result result) {
        return "| %s | %s | %s | %s | %s |"
                .formatted(
                        result.trouble().words(),
                        result.trouble().kind(),
                        Double.isNaN(result.seconds())
                                ? "not within 60 s"
                                : String.format(Locale.ROOT, "%.0f s", result.seconds()),
                        result.title().replace("|", "\\|"),
                        String.join(", ", result.beside())
                                + (result.before().isEmpty()
                                        ? ""
                                        : " — before: " + result.before()));
    }

    private static String table(List<Result> results, Duration healthy, Set<String> falseOnes) {
        StringBuilder table =
                new StringBuilder(
                        """
                        | planted | has to be found as | first after | named | beside it, before or behind |
                        |---|---|---|---|---|
                        """);
        results.forEach(result -> table.append(row(result)).append('\n'));
        return table.append(
                        "\nFound in %d s of load without trouble: %s\n"
                                .formatted(
                                        healthy.toSeconds(),
                                        falseOnes.isEmpty()
                                                ? "nothing"
                                                : String.join("; ", falseOnes)))
                .toString();
    }
}
