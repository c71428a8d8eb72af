package io.headroom.spring.running;

import io.headroom.embedded.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/// A service of the starter in this Java process on a free port, asked over HTTP. Safe for use by
/// many threads.
///
/// A request is given up after 30 s; without an answer it throws an [UncheckedIOException]. Headers
/// are names and values by turns.
public final class RunningService implements AutoCloseable {

    /// What the services of tests take for the operator's token.
    public static final String OPERATOR = "let-me-in";

    /// Where the paths of the operations' calls begin.
    public static final String OPERATIONS = "/api/v1/performance";

    private static final List<String> USUAL =
            List.of(
                    "--server.port=0",
                    "--management.endpoints.access.default=none",
                    "--logging.level.root=off");

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;
    private final int port;

    private RunningService(ConfigurableApplicationContext context) {
        this.context = context;
        this.port =
                context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /// What all services of a test are given, and then what one of them is.
    public static String[] arguments(List<String> all, String... more) {
        return Stream.concat(all.stream(), Stream.of(more)).toArray(String[]::new);
    }

    /// Starts a service.
    ///
    /// @param arguments beside the usual ones, as `--name=value`; of one name the last one holds
    public static RunningService start(Class<?> application, String... arguments) {
        Map<String, String> byName = new LinkedHashMap<>();
        for (String each : arguments(USUAL, arguments)) {
            byName.put(each.substring(0, each.indexOf('=')), each);
        }
        return new RunningService(
                SpringApplication.run(application, byName.values().toArray(String[]::new)));
    }

    /// Starts a service whose pool Spring Boot makes of this database.
    ///
    /// @param arguments beside the usual ones, as `--name=value`; of one name the last one holds
    public static RunningService start(
            Class<?> application, TestDatabase database, String... arguments) {
        List<String> source =
                List.of(
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password());
        return start(application, arguments(source, arguments));
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public int port() {
        return port;
    }

    /// Without a slash at the end.
    public String address() {
        return "http://127.0.0.1:" + port;
    }

    public HttpResponse<String> get(String path, String... headers) {
        return ask("GET", path, headers);
    }

    /// Sends a request without a body.
    public HttpResponse<String> ask(String method, String path, String... headers) {
        return ask(URI.create(address() + path), method, headers);
    }

    /// Sends a request without a body to what stands before a service.
    public static HttpResponse<String> ask(URI address, String method, String... headers) {
        return send(
                HttpRequest.newBuilder(address).method(method, BodyPublishers.noBody()), headers);
    }

    /// Sends a request with a body of JSON.
    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        return send(
                HttpRequest.newBuilder(URI.create(address() + path))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body)),
                headers);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The `data` of what a GET is answered with, which must be a success.
    public JsonNode data(String path, String... headers) {
        return Answers.data(get(path, headers));
    }

    @Override
    public void close() {
        context.close();
    }
}
