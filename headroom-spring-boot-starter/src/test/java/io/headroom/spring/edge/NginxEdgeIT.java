package io.headroom.spring.edge;

import static io.headroom.spring.edge.EdgeProcess.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `deploy/nginx/edge.conf` in the real nginx before a real service.
@Timeout(120)
class NginxEdgeIT {

    @TempDir private static Path directory;

    private static int edge;
    private static EdgeService service;
    private static EdgeProcess nginx;

    @BeforeAll
    static void start() {
        edge = EdgeProcess.freePort();
        service = new EdgeService();
        nginx = EdgeProcess.nginx(directory, edge, service.port());
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
        if (service != null) {
            service.close();
        }
    }

    private static HttpResponse<String> ask(String path, String... headers) {
        return EdgeService.ask(edge, "GET", path, headers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cdn=max-age=600", "cc=public,s-maxage=600", "cc=max-age=600"})
    void aKeptAnswerDoesNotReachTheServiceAndShowsNoKeys(String query) {
        String name = "kept-" + query.replaceAll("[^a-z0-9]", "-");
        String path = "/things/" + name + "?tag=item/1&" + query;
        ask(path);
        HttpResponse<String> hit = ask(path);
        assertThat(hit.headers().firstValue("X-Edge")).contains("HIT");
        assertThat(hit.body()).isEqualTo(name + " v0");
        assertThat(hit.headers().firstValue("Surrogate-Key")).isEmpty();
        assertThat(hit.headers().firstValue("CDN-Cache-Control")).isEmpty();
        assertThat(service.routes().asked(name)).isEqualTo(1);
    }

    @Test
    void aChangeIsSeenWithinSeconds() {
        String path = "/things/changing?cdn=max-age=600";
        assertThat(ask(path).body()).isEqualTo("changing v0");
        service.routes().change("changing");
        eventually(() -> ask(path).body().equals("changing v1"));
    }

    @Test
    void whatHasNotChangedIsConfirmedByItsTag() {
        String path = "/things/same?cdn=max-age=600";
        ask(path);
        int before = service.routes().confirmed.get();
        eventually(() -> {
            assertThat(ask(path).body()).isEqualTo("same v0");
            return service.routes().confirmed.get() > before;
        });
    }

    @Test
    void whileTheServiceFailsTheKeptAnswerIsServed() {
        String path = "/things/failing?cdn=max-age=600";
        ask(path);
        service.routes().broken = true;
        try {
            int asked = service.routes().asked("failing");
            eventually(() -> {
                assertThat(ask(path).body()).isEqualTo("failing v0");
                return service.routes().asked("failing") > asked;
            });
        } finally {
            service.routes().broken = false;
        }
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
        assertThat(service.routes().asked(name)).isEqualTo(2);
    }

    @Test
    void aCallersTokenGoesRoundTheCache() {
        String path = "/things/token?cdn=max-age=600";
        ask(path, "Authorization", "Bearer a");
        ask(path, "Authorization", "Bearer b");
        assertThat(ask(path).headers().firstValue("X-Edge")).contains("MISS");
        assertThat(service.routes().asked("token")).isEqualTo(3);
    }
}
