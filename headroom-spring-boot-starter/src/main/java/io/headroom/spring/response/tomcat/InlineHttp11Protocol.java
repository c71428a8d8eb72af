package io.headroom.spring.response.tomcat;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

/// Tomcat's NIO connector for HTTP/1.1, with [InlineAdapter] before the container once [#answerBy]
/// was called; until then, and where it cannot be done, the plain connector.
///
/// Named by its class in `TomcatServletWebServerFactory.setProtocol`.
public final class InlineHttp11Protocol extends Http11NioProtocol {

    private final InlineEndpoint endpoint;
    private @Nullable InlineAnswers answers;
    private @Nullable InlineExecutor executor;

    public InlineHttp11Protocol() {
        this(
                new InlineEndpoint(
                        Math.min(
                                InlineEndpoint.MOST_POLLERS,
                                Runtime.getRuntime().availableProcessors())));
    }

    InlineHttp11Protocol(InlineEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /// Answers hits on the pollers and everything else on the threads of the connector's executor.
    /// To be called before the connector starts.
    ///
    /// @param answers what is answered inline
    /// @param others runs what is not, on threads that may block
    /// @param mostHandedOver how many requests may be on those threads, or wait for them; further
    ///   reads are refused on the poller, before the container spends memory on them. At least 1
    public void answerBy(InlineAnswers answers, Executor others, int mostHandedOver) {
        this.answers = answers;
        executor = new InlineExecutor(others, () -> endpoint.getName() + "-Poller", mostHandedOver);
        endpoint.executor(executor);
        setExecutor(executor);
    }

    @Override
    protected Processor createProcessor() {
        InlineAnswers known = answers;
        // A TLS handshake computes too long for the poller.
        if (known == null || isSSLEnabled()) {
            return super.createProcessor();
        }
        InlineAdapter adapter =
                new InlineAdapter(getAdapter(), known, Objects.requireNonNull(executor));
        InlineProcessor processor = new InlineProcessor(this, adapter);
        adapter.serve(processor);
        return processor;
    }
}
