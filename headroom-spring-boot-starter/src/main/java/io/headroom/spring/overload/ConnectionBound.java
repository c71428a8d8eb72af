package io.headroom.spring.overload;

import org.apache.coyote.AbstractProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/// Takes no more connections than the heap can hold, and gives each no more of it than it needs.
///
/// Tomcat's own bound of 8,192 would be half a gigabyte: a flood of connections, or a service that
/// is slow for a moment, would end a small one by lack of memory before its limit of requests
/// refused anything. Further connections wait in the system's backlog
/// (`server.tomcat.accept-count`).
final class ConnectionBound implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionBound.class);

    /// What is read at once from a connection without a place of its own. Each holds two such
    /// buffers as long as it is open; a question fits in, and a long body is read by more calls.
    /// Tomcat's own is 8 KB.
    private static final String READ_BUFFER_BYTES = "2048";

    private final int most;

    /// @param most the most connections at a time
    ConnectionBound(int most) {
        this.most = most;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        TomcatConnectorCustomizer bounded =
                connector -> {
                    if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
                        protocol.setProperty("socket.appReadBufSize", READ_BUFFER_BYTES);
                        if (protocol.getMaxConnections() > most) {
                            LOG.info(
                                    "At most {} connections at a time, by the size of the heap",
                                    most);
                            protocol.setMaxConnections(most);
                        }
                    }
                };
        factory.addConnectorCustomizers(bounded);
    }
}
