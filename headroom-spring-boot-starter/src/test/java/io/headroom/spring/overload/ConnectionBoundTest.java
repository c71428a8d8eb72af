package io.headroom.spring.overload;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.junit.jupiter.api.Test;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

class ConnectionBoundTest {

    private static AbstractProtocol<?> customized(ConnectionBound bound) {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
        bound.customize(factory);
        Connector connector = new Connector();
        factory.getConnectorCustomizers().forEach(each -> each.customize(connector));
        return (AbstractProtocol<?>) connector.getProtocolHandler();
    }

    private static int bounded(ConnectionBound bound) {
        return customized(bound).getMaxConnections();
    }

    @Test
    void aConnectionReadsIntoASmallBuffer() {
        assertThat(
                        customized(new ConnectionBound(Integer.MAX_VALUE))
                                .getProperty("socket.appReadBufSize"))
                .isEqualTo("2048");
    }

    @Test
    void noMoreConnectionsAreTakenThanTheHeapHolds() {
        assertThat(bounded(new ConnectionBound(1305))).isEqualTo(1305);
    }

    @Test
    void theShareOfTheHeapIsDividedAmongConnectionsAndRequests() {
        assertThat(ConnectionMemory.of(0.35, 256L << 20))
                .isEqualTo(new ConnectionMemory(1330, 303));
        assertThat(ConnectionMemory.of(0.01, 1)).isEqualTo(new ConnectionMemory(1, 1));
    }

    @Test
    void aLargeHeapLeavesTomcatsOwnBound() {
        assertThat(bounded(new ConnectionBound(100_000))).isEqualTo(8192);
    }
}
