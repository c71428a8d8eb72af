package io.headroom.benchmarks.shop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A shop with the demo catalogue that `./headroom run` started for this run, in a folder of its
/// own.
public final class RunningShop implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(10);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String OPERATIONS = "/api/v1/performance";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final Path folder;
    private final Path launcher;
    private final String url;

    private RunningShop(Process process, Path folder, Path launcher, String url) {
        this.process = process;
        this.folder = folder;
        this.launcher = launcher;
        this.url = url;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-shop"));
    }

    /// Starts one, and returns when it is up.
    ///
    /// @param settings variables that configure the nodes
    public static RunningShop start(Path home, Map<String, String> settings, LongSupplier nanoTime)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("headroom-shop-");
        Path launcher = home.resolve("headroom");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                        launcher.toString(),
                        "run",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        folder.resolve("shop").toString(),
                        "--catalog",
                        "demo");
        builder.environment().putAll(settings);
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("shop.log").toFile());
        RunningShop shop =
                new RunningShop(builder.start(), folder, launcher, "http://127.0.0.1:" + port);
        long deadline = nanoTime.getAsLong() + START.toNanos();
        while (!Files.isRegularFile(shop.runFile())) {
            if (shop.process.waitFor(200, TimeUnit.MILLISECONDS)
                    || nanoTime.getAsLong() > deadline) {
                String log = Files.readString(folder.resolve("shop.log"));
                shop.close();
                throw new IOException("The shop does not come up. It said:\n" + log);
            }
        }
        return shop;
    }

    /// Builds the load test, so that a run of it begins when it is told to.
    public static void buildLoad(Path home) throws IOException, InterruptedException {
        new ProcessBuilder(home.resolve("headroom").toString(), "load")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /// Its processes: the launcher, the nodes and the servers.
    public Stream<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /// Where its first node listens.
    public String url() {
        return url;
    }

    private Path runFile() {
        return folder.resolve("shop").resolve("run.json");
    }

    /// Begins to load the shop. The load's report replaces that of an earlier one.
    public Process load(String profile, double factor) throws IOException {
        return new ProcessBuilder(
                        launcher.toString(),
                        "load",
                        profile,
                        "--factor",
                        Double.toString(factor),
                        "--url",
                        url,
                        "--data",
                        folder.resolve("shop").toString(),
                        "--out",
                        loadReport().toString(),
                        "--no-gatling-report")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("load.log").toFile())
                .start();
    }

    /// The folder where a load's report is once it has ended; it goes with the shop.
    public Path loadReport() {
        return folder.resolve("load");
    }

    /// What the load has said.
    public String loadLog() throws IOException {
        return Files.readString(folder.resolve("load.log"));
    }

    /// A connection to its database.
    public Connection connect() throws IOException, SQLException {
        JsonNode run = JSON.readTree(Files.readString(runFile()));
        JsonNode database = run.get("postgres");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {database.get("host").asString()});
        source.setPortNumbers(new int[] {database.get("port").asInt()});
        source.setDatabaseName(database.get("database").asString());
        source.setUser(database.get("user").asString());
        source.setPassword(database.get("password").asString());
        return source.getConnection();
    }

    /// What the advisor says now.
    public JsonNode suggestions() throws IOException, InterruptedException {
        return operations("/index-suggestions");
    }

    /// What a call of the operations answers.
    ///
    /// @param path behind `/api/v1/performance`
    public JsonNode operations(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(URI.create(url + OPERATIONS + path)).build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body()).get("data");
    }

    /// Applies a suggestion as the operator.
    ///
    /// @return the status, and what was said
    public String apply(String id) throws IOException, InterruptedException {
        String path = OPERATIONS + "/index-suggestions/" + id + "/apply";
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .header("Authorization", "Bearer " + operatorToken())
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
        return answer.statusCode() == 202 ? "202" : answer.statusCode() + " " + answer.body();
    }

    /// What changing calls of the operations want.
    public String operatorToken() throws IOException {
        JsonNode run = JSON.readTree(Files.readString(runFile()));
        return Files.readString(Path.of(run.get("operatorToken").asString())).strip();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            delete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void delete() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> content;
        try (Stream<Path> tree = Files.walk(folder)) {
            content = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : content) {
            Files.deleteIfExists(file);
        }
    }
}
