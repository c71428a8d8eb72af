package io.headroom.spring.edge;

import static io.headroom.spring.edge.EdgeProcess.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `deploy/nginx/edge.conf` in the real nginx, which cannot be told to forget.
class NginxEdgeIT extends EdgeSuite {

    @Override
    EdgeService service(int edge) {
        return new EdgeService();
    }

    @Override
    EdgeProcess process(Path directory, int edge, int service) {
        return EdgeProcess.nginx(directory, edge, service);
    }

    @Override
    String shortLived() {
        return "cdn=max-age=600";
    }

    @Test
    void aBrowsersTimeIsHeededToo() {
        ask("/things/private-time?cc=max-age=600");
        assertThat(edgeSays(ask("/things/private-time?cc=max-age=600"))).contains("hit");
    }

    @Test
    void aChangeIsSeenWithinSeconds() {
        String path = "/things/changing?cdn=max-age=600";
        assertThat(ask(path).body()).isEqualTo("changing v0");
        service().routes().change("changing");
        eventually(() -> ask(path).body().equals("changing v1"));
    }
}
