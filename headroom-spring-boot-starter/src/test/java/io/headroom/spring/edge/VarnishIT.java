package io.headroom.spring.edge;

import static io.headroom.spring.edge.EdgeProcess.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `deploy/varnish/headroom.vcl` in the real Varnish before a real service.
@Timeout(120)
class VarnishIT {

    private static final String KEPT = "&cdn=max-age=600";

    @TempDir private static Path directory;

    private static int edge;
    private static EdgeService service;
    private static EdgeProcess varnish;

    @BeforeAll
    static void start() {
        edge = EdgeProcess.freePort();
        service = service(edge);
        varnish = EdgeProcess.varnish(directory, edge, service.port());
    }

    private static EdgeService service(int edge) {
        return new EdgeService(
                "--headroom.http.edges[0].url=http://127.0.0.1:" + edge + "/",
                "--headroom.http.edges[0].name=varnish",
                "--headroom.http.edge-purge.await=5s",
                "--headroom.http.edge-purge.repeat-after=0s",
                "--headroom.http.edge-purge.retry-initial=20ms",
                "--headroom.http.edge-purge.retry-max=100ms");
    }

    @AfterAll
    static void stop() {
        if (varnish != null) {
            varnish.close();
        }
        if (service != null) {
            service.close();
        }
    }

    private static HttpResponse<String> ask(String path, String... headers) {
        return EdgeService.ask(edge, "GET", path, headers);
    }

    @Test
    void aKeptAnswerDoesNotReachTheServiceAndShowsNoKeys() {
        String path = "/things/kept?tag=item/1" + KEPT;
        assertThat(ask(path).body()).isEqualTo("kept v0");
        HttpResponse<String> hit = ask(path);
        assertThat(hit.body()).isEqualTo("kept v0");
        assertThat(hit.headers().firstValue("X-Edge")).contains("hit");
        assertThat(hit.headers().firstValue("Surrogate-Key")).isEmpty();
        assertThat(hit.headers().firstValue("CDN-Cache-Control")).isEmpty();
        assertThat(hit.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(hit.headers().firstValue("ETag")).contains("\"v0\"");
        assertThat(service.routes().asked("kept")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "a, item/17, item/1",
        "b, item/17, 17",
        "c, list/*/a.b c/members, list/*/axb c/members",
        "d, list/*/a.b c/members, list"
    })
    void whatIsInvalidatedIsForgottenWhenTheWriteReturnsAndNothingElse(
            String name, String tag, String other) {
        String path =
                "/things/%s?tag=%s%s"
                        .formatted(name, tag.replace(" ", "%20").replace("*", "%2A"), KEPT);
        for (int version = 0; version < 5; version++) {
            assertThat(ask(path).body()).isEqualTo(name + " v" + version);
            service.routes().change(name);
            service.caches().invalidateTags(other);
            assertThat(ask(path).body()).isEqualTo(name + " v" + version);
            service.caches().invalidateTags(tag, "something/else");
        }
        assertThat(ask(path).body()).isEqualTo(name + " v5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cc=no-cache",
                "cc=no-store",
                "cc=private,max-age=600",
                "cc=public",
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
    void aSharedCachesTimesAreHeededToo() {
        ask("/things/shared?cc=public,s-maxage=600");
        assertThat(ask("/things/shared?cc=public,s-maxage=600").headers().firstValue("X-Edge"))
                .contains("hit");
    }

    @Test
    void aCallersTokenGoesRoundTheCache() {
        String path = "/things/token?x=1" + KEPT;
        ask(path, "Authorization", "Bearer a");
        ask(path, "Authorization", "Bearer b");
        assertThat(service.routes().asked("token")).isEqualTo(2);
    }

    @Test
    void anExpiredAnswerIsServedAndConfirmedBehindByItsTag() {
        String path = "/things/expiring?cdn=max-age=1";
        ask(path);
        int before = service.routes().confirmed.get();
        eventually(() -> {
            assertThat(ask(path).body()).isEqualTo("expiring v0");
            return service.routes().confirmed.get() > before;
        });
    }

    @Test
    void whileTheServiceFailsTheKeptAnswerIsServed() {
        String path = "/things/failing?cdn=max-age=1,stale-if-error=600";
        ask(path);
        service.routes().broken = true;
        try {
            int asked = service.routes().asked("failing");
            eventually(() -> {
                assertThat(ask(path).body()).isEqualTo("failing v0");
                return service.routes().asked("failing") > asked + 1;
            });
        } finally {
            service.routes().broken = false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a|b", ".*", "a(b", "a,b"})
    void aPurgeThatIsNoListOfKeysIsRefused(String keys) {
        assertThat(EdgeService.ask(edge, "PURGE", "/", "Surrogate-Key", keys).statusCode())
                .isEqualTo(400);
        assertThat(EdgeService.ask(edge, "PURGE", "/").statusCode()).isEqualTo(400);
    }

    @Test
    void anEdgeThatIsAwayShowsHoldsNobodyUpAndIsPurgedWhenItIsBack(@TempDir Path other) {
        int port = EdgeProcess.freePort();
        try (EdgeService node = service(port)) {
            node.caches().invalidateTags("a");
            eventually(() -> node.ask("/health/ready").body().contains("varnish does not take"));
            assertThat(node.ask("/health/ready").statusCode()).isEqualTo(200);
            long before = System.nanoTime();
            node.caches().invalidateTags("b");
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofSeconds(4));
            assertThat(figure(node, "headroom_edge_purges_pending{edge=\"varnish\"}")).isEqualTo(2);
            assertThat(
                            figure(
                                    node,
                                    "headroom_edge_purges_total{edge=\"varnish\",result=\"failure\"}"))
                    .isPositive();
            try (EdgeProcess _ = EdgeProcess.varnish(other, port, node.port())) {
                eventually(
                        () -> figure(node, "headroom_edge_purges_pending{edge=\"varnish\"}") == 0);
                eventually(() -> node.ask("/health/ready").body().contains("1 take purges"));
                assertThat(
                                figure(
                                        node,
                                        "headroom_edge_purges_total{edge=\"varnish\",result=\"success\"}"))
                        .isPositive();
            }
        }
    }

    private static double figure(EdgeService node, String series) {
        return node.ask("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElseThrow();
    }
}
