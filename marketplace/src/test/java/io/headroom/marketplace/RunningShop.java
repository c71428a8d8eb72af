package io.headroom.marketplace;

import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.PostgresOptions;
import io.headroom.embedded.RedisOptions;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.marketplace.identity.Caller;
import io.headroom.marketplace.identity.TokenKey;
import io.headroom.marketplace.identity.Tokens;
import io.headroom.marketplace.loading.CatalogueLoader;
import io.headroom.marketplace.sales.Views;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole shop as people run it, on real servers: its nodes in this Java process, each on a port
/// of its own, with the demo catalogue.
final class RunningShop implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TEMPLATE = "demo-catalogue";

    private final List<Runnable> servers = new ArrayList<>();
    private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();
    private final Path data;
    private final List<String> settings;
    private final String operatorToken;
    private DataSource database = new PGSimpleDataSource();
    private List<String> whereServersAre = List.of();

    private RunningShop(Path data, String... settings) throws IOException {
        this.data = data;
        this.settings = List.of(settings);
        this.operatorToken = token(new Caller.Operator());
    }

    /// A shop of some nodes on the servers that all tests share.
    ///
    /// @param settings beside the usual ones, as `--name=value`
    static RunningShop onSharedServers(int nodes, String... settings) throws IOException {
        RunningShop shop = new RunningShop(Files.createTempDirectory("headroom-shop"), settings);
        TestDatabase database = TestServers.newDatabase(TEMPLATE, RunningShop::prepare);
        shop.database = database.dataSource();
        shop.servers.add(database::close);
        for (int node = 1; node <= nodes; node++) {
            shop.startNode(
                    node,
                    database.jdbcUrl(),
                    database.user(),
                    database.password(),
                    TestServers.redis().url());
        }
        return shop;
    }

    /// Servers of one's own, to be killed.
    record OwnServers(EmbeddedPostgres postgres, EmbeddedRedis redis) {

        static OwnServers start() {
            return new OwnServers(
                    EmbeddedPostgres.start(PostgresOptions.temporary()),
                    EmbeddedRedis.start(RedisOptions.temporary()));
        }
    }

    /// A shop of one node on servers that a test may kill; it ends them.
    static RunningShop on(OwnServers servers) throws Exception {
        RunningShop shop = new RunningShop(Files.createTempDirectory("headroom-shop"));
        shop.servers.add(servers.redis()::close);
        shop.servers.add(servers.postgres()::close);
        shop.database = servers.postgres().dataSource();
        prepare(shop.database);
        shop.startNode(
                1,
                servers.postgres().jdbcUrl(),
                servers.postgres().user(),
                servers.postgres().password(),
                servers.redis().url());
        return shop;
    }

    private static void prepare(DataSource database) {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        InstantSource clock = InstantSource.system();
        new CatalogueLoader(
                        connection -> Views.refreshAll(connection, clock),
                        clock,
                        System::nanoTime,
                        false)
                .load(
                        database,
                        CatalogueLoader.DEMO,
                        new PrintStream(
                                OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                        Path.of(System.getProperty("java.io.tmpdir")));
    }

    private void startNode(int number, String url, String user, String password, String redis) {
        servers(url, user, password, redis);
        nodes.add(
                SpringApplication.run(
                        Marketplace.class, arguments(number, 0).toArray(String[]::new)));
        int node = nodes.size();
        eventually(
                "node " + node + " is ready", () -> get(node, "/health/ready").statusCode() == 200);
    }

    private void servers(String url, String user, String password, String redis) {
        whereServersAre =
                List.of(
                        "--spring.datasource.url=" + url,
                        "--spring.datasource.username=" + user,
                        "--spring.datasource.password=" + password,
                        "--headroom.cache.redis-url=" + redis);
    }

    /// Starts one more node, a Java process of its own, for a test to stop or kill. It may not be
    /// ready yet, and does not end with the shop.
    Process startProcess(int number, int port) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx320m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Marketplace.class.getName()));
        command.addAll(arguments(number, port));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// @param port 0 for any
    private List<String> arguments(int number, int port) {
        List<String> arguments = new ArrayList<>(whereServersAre);
        arguments.addAll(
                List.of(
                        "--server.port=" + port,
                        "--server.address=127.0.0.1",
                        "--headroom.data=" + data,
                        "--headroom.node=node-" + number,
                        "--headroom.http.health-interval=200ms",
                        "--headroom.cache.warm-up.on-start=",
                        "--logging.level.root=warn"));
        arguments.addAll(settings);
        return arguments;
    }

    String url() {
        return url(1);
    }

    String url(int node) {
        return "http://127.0.0.1:"
                + nodes.get(node - 1).getEnvironment().getProperty("local.server.port");
    }

    /// The shop's database, without a pool.
    DataSource database() {
        return database;
    }

    /// The folder of keys, mails and reports.
    Path data() {
        return data;
    }

    String operatorToken() {
        return operatorToken;
    }

    String token(Caller caller) throws IOException {
        return new Tokens(TokenKey.in(data), InstantSource.system())
                .sign(caller, Duration.ofHours(1));
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(1, "GET", path, BodyPublishers.noBody(), headers);
    }

    HttpResponse<String> get(int node, String path) {
        return send(node, "GET", path, BodyPublishers.noBody());
    }

    /// Sends JSON with the operator's token unless the headers bring another.
    HttpResponse<String> write(
            int node, String method, String path, String json, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!all.contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        if (!all.contains("Authorization")) {
            all.addAll(List.of("Authorization", "Bearer " + operatorToken));
        }
        return send(node, method, path, BodyPublishers.ofString(json), all.toArray(String[]::new));
    }

    HttpResponse<String> send(
            int node, String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url(node) + path))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, body);
        for (int i = 0; i < headers.length; i += 2) {
            if (!headers[i + 1].isEmpty()) {
                request.header(headers[i], headers[i + 1]);
            }
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    /// Asks again until it is so, for at most 30 seconds.
    static void eventually(String what, BooleanSupplier question) {
        eventually(what, Duration.ofSeconds(30), question);
    }

    /// Asks again until it is so.
    static void eventually(String what, Duration atMost, BooleanSupplier question) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!question.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + atMost + ": " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        for (ConfigurableApplicationContext node : nodes.reversed()) {
            node.close();
        }
        servers.forEach(Runnable::run);
    }
}
