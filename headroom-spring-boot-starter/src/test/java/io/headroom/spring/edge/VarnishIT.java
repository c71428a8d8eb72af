package io.headroom.spring.edge;

import static io.headroom.spring.edge.EdgeProcess.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `deploy/varnish/headroom.vcl` in the real Varnish, which is told what to forget.
class VarnishIT extends EdgeSuite {

    private static final String KEPT = "&cdn=max-age=600";

    @Override
    EdgeService service(int edge) {
        return new EdgeService(
                "--headroom.http.edges[0].url=http://127.0.0.1:" + edge + "/",
                "--headroom.http.edges[0].name=varnish",
                "--headroom.http.edge-purge.await=5s",
                "--headroom.http.edge-purge.repeat-after=0s",
                "--headroom.http.edge-purge.retry-initial=20ms",
                "--headroom.http.edge-purge.retry-max=100ms");
    }

    @Override
    EdgeProcess process(Path directory, int edge, int service) {
        return EdgeProcess.varnish(directory, edge, service);
    }

    @Override
    String shortLived() {
        return "cdn=max-age=1,stale-if-error=600";
    }

    @Test
    void browsersAreToldToAskEachTime() {
        assertThat(ask("/things/asked?x=1" + KEPT).headers().firstValue("Cache-Control"))
                .contains("no-cache");
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
            service().routes().change(name);
            service().caches().invalidateTags(other);
            assertThat(ask(path).body()).isEqualTo(name + " v" + version);
            service().caches().invalidateTags(tag, "something/else");
        }
        assertThat(ask(path).body()).isEqualTo(name + " v5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "a|b", ".*", "a(b", "a,b"})
    void aPurgeThatIsNoListOfKeysIsRefused(String keys) {
        assertThat(send("PURGE", "/", "Surrogate-Key", keys).statusCode()).isEqualTo(400);
        assertThat(send("PURGE", "/").statusCode()).isEqualTo(400);
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
