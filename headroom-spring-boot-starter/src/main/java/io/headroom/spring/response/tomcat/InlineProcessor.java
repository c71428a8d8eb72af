package io.headroom.spring.response.tomcat;

import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.SocketWrapperBase;

/// Tomcat's processor of a request, which lets the adapter write to the socket itself.
final class InlineProcessor extends Http11Processor {

    InlineProcessor(AbstractHttp11Protocol<?> protocol, InlineAdapter adapter) {
        super(protocol, adapter);
    }

    SocketWrapperBase<?> socket() {
        return getSocketWrapper();
    }
}
