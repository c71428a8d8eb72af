package io.headroom.spring.edge;

import static io.headroom.spring.edge.EdgeProcess.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.spring.running.RunningService;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds of every recipe of `deploy/`, in the real server before a real service.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EdgeSuite {

    private int edge;
    private @Nullable EdgeService service;
    private @Nullable EdgeProcess process;

    /// The service behind the server that will listen on that port.
    abstract EdgeService service(int edge);

    abstract EdgeProcess process(Path directory, int edge, int service);

    /// What a short-lived answer of the service says of itself, as a query.
    abstract String shortLived();

    @BeforeAll
    void start(@TempDir Path directory) {
        edge = EdgeProcess.freePort();
        service = service(edge);
        process = process(directory, edge, service.port());
    }

    @AfterAll
    void stop() {
        if (process != null) {
            process.close();
        }
        if (service != null) {
            service.close();
        }
    }

    final EdgeService service() {
        return Objects.requireNonNull(service);
    }

    final HttpResponse<String> send(String method, String path, String... headers) {
        return RunningService.ask(URI.create("http://127.0.0.1:" + edge + path), method, headers);
    }

    final HttpResponse<String> ask(String path, String... headers) {
        return send("GET", path, headers);
    }

    static String edgeSays(HttpResponse<String> answer) {
        return answer.headers().firstValue("X-Edge").orElse("").toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cdn=max-age=600", "cc=public,s-maxage=600"})
    void aKeptAnswerDoesNotReachTheServiceAndShowsNoKeys(String query) {
        String name = "kept-" + query.replaceAll("[^a-z0-9]", "-");
        String path = "/things/" + name + "?tag=item/1&" + query;
        assertThat(ask(path).body()).isEqualTo(name + " v0");
        HttpResponse<String> hit = ask(path);
        assertThat(hit.body()).isEqualTo(name + " v0");
        assertThat(edgeSays(hit)).contains("hit");
        assertThat(hit.headers().firstValue("Surrogate-Key")).isEmpty();
        assertThat(hit.headers().firstValue("CDN-Cache-Control")).isEmpty();
        assertThat(hit.headers().firstValue("ETag")).contains("\"v0\"");
        assertThat(service().routes().asked(name)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cc=no-cache",
                "cc=no-store",
                "cc=private,max-age=600",
                "cc=public",
                "cc=max-age=0",
                "cc=max-age=600&cdn=no-store",
                "cc=max-age=600&cdn=private,max-age=600",
                "cc=max-age=600&cdn=nonsense",
                "cc=max-age=600&cookie=me"
            })
    void whatMustNotBeKeptIsNot(String query) {
        String name = "never-" + query.replaceAll("[^a-z0-9]", "-");
        String path = "/things/" + name + "?" + query;
        ask(path);
        ask(path);
        assertThat(service().routes().asked(name)).isEqualTo(2);
    }

    @Test
    void aCallersTokenGoesRoundTheCache() {
        String path = "/things/token?cdn=max-age=600";
        ask(path, "Authorization", "Bearer a");
        ask(path, "Authorization", "Bearer b");
        assertThat(service().routes().asked("token")).isEqualTo(2);
        assertThat(edgeSays(ask(path))).contains("miss");
        assertThat(service().routes().asked("token")).isEqualTo(3);
    }

    @Test
    void whatHasNotChangedIsConfirmedByItsTag() {
        String path = "/things/same?" + shortLived();
        ask(path);
        int before = service().routes().confirmed.get();
        eventually(() -> {
            assertThat(ask(path).body()).isEqualTo("same v0");
            return service().routes().confirmed.get() > before;
        });
    }

    @Test
    void whileTheServiceFailsTheKeptAnswerIsServed() {
        String path = "/things/failing?" + shortLived();
        ask(path);
        service().routes().broken = true;
        try {
            int asked = service().routes().asked("failing");
            eventually(() -> {
                assertThat(ask(path).body()).isEqualTo("failing v0");
                return service().routes().asked("failing") > asked + 1;
            });
        } finally {
            service().routes().broken = false;
        }
    }
}
