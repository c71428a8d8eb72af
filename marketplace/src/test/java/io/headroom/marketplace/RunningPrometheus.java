package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.headroom.marketplace.launcher.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A real Prometheus that scrapes the first node of a shop each second.
final class RunningPrometheus implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Process process;
    private final String base;

    private RunningPrometheus(Process process, String base) {
        this.process = process;
        this.base = base;
    }

    /// Starts one; without the program on the machine the test is aborted.
    ///
    /// @param rules files that it evaluates
    static RunningPrometheus scraping(RunningShop shop, Path folder, List<Path> rules)
            throws IOException {
        String program =
                Stream.of(System.getenv("PATH").split(":"))
                        .map(place -> Path.of(place, "prometheus"))
                        .filter(Files::isExecutable)
                        .map(Path::toString)
                        .findFirst()
                        .orElse("");
        if (program.isEmpty()) {
            abort("prometheus is not there: .ci/install-promtool installs it");
        }
        URI url = URI.create(shop.url());
        Path configuration =
                Files.writeString(
                        folder.resolve("prometheus.yml"),
                        """
                        global:
                          scrape_interval: 1s
                        rule_files: [%s]
                        scrape_configs:
                          - job_name: marketplace
                            static_configs:
                              - targets: ["%s:%d"]
                        """
                                .formatted(
                                        rules.stream()
                                                .map(file -> "\"" + file.toAbsolutePath() + "\"")
                                                .collect(Collectors.joining(", ")),
                                        url.getHost(),
                                        url.getPort()));
        int port = Ports.free(1);
        Process process =
                new ProcessBuilder(
                                program,
                                "--config.file=" + configuration,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("prometheus.log").toFile())
                        .start();
        return new RunningPrometheus(process, "http://127.0.0.1:" + port);
    }

    /// The series that an expression has at this moment.
    ///
    /// @throws IOException when it is not up yet
    JsonNode query(String expression) throws IOException, InterruptedException {
        JsonNode answer =
                ask("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        assertThat(answer.path("status").asString())
                .as(expression + ": " + answer.path("error").asString())
                .isEqualTo("success");
        return answer.path("data").path("result");
    }

    /// What an address of its answers.
    ///
    /// @throws IOException when it is not up yet
    JsonNode ask(String path) throws IOException, InterruptedException {
        return json(
                CLIENT.send(
                        HttpRequest.newBuilder(URI.create(base + path)).build(),
                        BodyHandlers.ofString()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
