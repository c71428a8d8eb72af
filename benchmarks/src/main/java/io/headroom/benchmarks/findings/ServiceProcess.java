package io.headroom.benchmarks.findings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A [TroubledService] as the parent sees it.
final class ServiceProcess implements AutoCloseable {

    private static final String FINDINGS = "/api/v1/performance/findings";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Process process;
    private final String url;

    private ServiceProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /// Starts it and waits until it listens.
    ///
    /// @param machine options of its virtual machine
    static ServiceProcess start(List<String> machine, List<String> settings, Path log)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("-Xmx160m");
        command.addAll(machine);
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TroubledService.class.getName()));
        command.addAll(settings);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(log.toFile());
        Process process = builder.start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("ready ")) {
                Thread.ofPlatform().daemon().name("service-output").start(() -> drain(out));
                return new ServiceProcess(process, "http://127.0.0.1:" + line.substring(6).strip());
            }
        }
        process.destroyForcibly();
        throw new IOException("the service does not come up; see " + log);
    }

    private static void drain(BufferedReader out) {
        try {
            while (out.readLine() != null) {
                // It is not to block on a full pipe.
            }
        } catch (IOException ended) {
            // So has the reading.
        }
    }

    String url() {
        return url;
    }

    /// Calls a route and waits for its answer, for some time.
    int call(String method, String path) throws IOException, InterruptedException {
        return send(method, path).statusCode();
    }

    private HttpResponse<String> send(String method, String path, String... headers)
            throws IOException, InterruptedException {
        return client.send(request(method, path, headers), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(Duration.ofSeconds(20))
                        .method(method, BodyPublishers.noBody());
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }

    /// Calls a route from an address and does not wait for the answer.
    CompletableFuture<HttpResponse<Void>> callFrom(HttpClient caller, String path) {
        return caller.sendAsync(request("GET", path), BodyHandlers.discarding());
    }

    /// The findings of now, the worst first.
    JsonNode findings() throws IOException, InterruptedException {
        return overview().get("findings");
    }

    /// What was applied, the newest first.
    JsonNode changes() throws IOException, InterruptedException {
        return overview().get("changes");
    }

    private JsonNode overview() throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(send("GET", FINDINGS).body()).get("data");
    }

    /// Applies the first action of a finding, as the operator.
    ///
    /// @return the status of the answer
    int apply(String finding) throws IOException, InterruptedException {
        return send(
                        "POST",
                        FINDINGS + "/" + finding + "/apply",
                        "Authorization",
                        TroubledService.OPERATOR)
                .statusCode();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
