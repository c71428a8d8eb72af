package io.headroom.spring.response.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.http.cache.CapturedAnswer;
import io.headroom.http.cache.Delivery;
import io.headroom.http.cache.Found;
import io.headroom.http.cache.HeaderField;
import io.headroom.http.cache.Provenance;
import io.headroom.http.cache.RequestHead;
import io.headroom.http.cache.ResponseCache;
import io.headroom.http.cache.ResponseCacheOptions;
import io.headroom.http.cache.ResponsePolicy;
import io.headroom.http.cache.ResponseResult;
import io.headroom.spring.response.RawClient;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.Instruction;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A connector with three pollers whose requests are all hits.
@Timeout(120)
class InlineEndpointIT {

    private static final int POLLERS = 3;
    private static final int MOST = 4;

    private final InlineEndpoint endpoint = new InlineEndpoint(POLLERS);
    private final InlineHttp11Protocol protocol = new InlineHttp11Protocol(endpoint);
    private final Connector connector = new Connector(protocol);
    private final ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();
    private final Tomcat tomcat = new Tomcat();
    private final Answers answers = new Answers();
    private final Slow slow = new Slow();
    private final List<RawClient> clients = new ArrayList<>();

    /// Answers when it may.
    private static final class Slow extends HttpServlet {

        private static final long serialVersionUID = 1L;

        final transient AtomicInteger begun = new AtomicInteger();
        final transient CountDownLatch gate = new CountDownLatch(1);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            begun.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            response.getWriter().write("slow");
        }
    }

    @BeforeEach
    void prepare(@TempDir Path directory) {
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("bindOnInit", "false");
        connector.setProperty("acceptCount", "4096");
        protocol.answerBy(answers, others, MOST);
        tomcat.setBaseDir(directory.toString());
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(context, "slow", slow);
        context.addServletMappingDecoded("/slow", "slow");
    }

    @AfterEach
    void stop() throws LifecycleException, IOException {
        slow.gate.countDown();
        for (RawClient client : clients) {
            client.close();
        }
        tomcat.stop();
        tomcat.destroy();
        others.close();
    }

    /// The answers of a cache, and who gave them.
    private static final class Answers implements InlineAnswers {

        private final ResponseCache cache =
                new ResponseCache(ResponseCacheOptions.defaults(), System::nanoTime);
        final Set<String> threads = ConcurrentHashMap.newKeySet();

        @Override
        public @Nullable Delivery find(RequestHead request) {
            if (request.target().equals("/slow")) {
                return null;
            }
            threads.add(Thread.currentThread().getName());
            if (cache.find(request) instanceof Found.Missing) {
                cache.store(
                        cache.lead(request),
                        request,
                        ResponsePolicy.defaults(),
                        new CapturedAnswer(
                                "/",
                                200,
                                List.of(new HeaderField("Content-Type", "text/plain")),
                                request.target().getBytes(StandardCharsets.ISO_8859_1)),
                        Provenance.UNKNOWN);
            }
            return cache.find(request) instanceof Found.Fresh(var answer)
                    ? Delivery.of(request, answer)
                    : null;
        }

        @Override
        public void appendLines(RequestHead request, Delivery delivery, HeadBuffer to) {}

        @Override
        public void answered(String method, Delivery delivery, ResponseResult result, long nanos) {}

        @Override
        public Refusal refusal(RequestHead request) {
            return new Refusal("of-a-test", "{}", 7);
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }

    private void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            clients.add(new RawClient(connector.getLocalPort()));
        }
        Awaitility.await().until(() -> endpoint.getConnections().size() == clients.size());
    }

    private void assertAllAreAnswered() throws IOException {
        for (RawClient client : clients) {
            client.send(RawClient.get("/a") + RawClient.get("/b"));
        }
        for (RawClient client : clients) {
            assertThat(client.answer(false).body()).isEqualTo("/a");
            assertThat(client.answer(false).body()).isEqualTo("/b");
        }
    }

    private List<Thread> pollers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(endpoint.getName() + "-Poller"))
                .toList();
    }

    @Test
    void everyPollerAnswersItsShareOfTheConnections() throws Exception {
        tomcat.start();
        connect(4 * POLLERS);
        assertAllAreAnswered();
        assertThat(answers.threads).hasSize(POLLERS).allMatch(name -> name.contains("-Poller"));
        Map<Object, Integer> connections = new HashMap<>();
        for (SocketWrapperBase<NioChannel> wrapper : endpoint.getConnections()) {
            connections.merge(((NioSocketWrapper) wrapper).getPoller(), 1, Integer::sum);
        }
        assertThat(connections).hasSize(POLLERS).allSatisfy((_, n) -> assertThat(n).isEqualTo(4));
        assertThat(endpoint.getKeepAliveCount()).isEqualTo(clients.size());
    }

    @Test
    void aThousandConnectionsAreAnsweredAndForgottenWhenTheyEnd() throws Exception {
        tomcat.start();
        connect(1_000);
        assertAllAreAnswered();
        for (RawClient client : clients) {
            client.close();
        }
        Awaitility.await().until(() -> endpoint.getConnectionCount() == 1); // the acceptor's next
        assertThat(endpoint.getConnections()).isEmpty();
    }

    @Test
    void readsBeyondWhatOtherThreadsHoldAreRefusedAtOnceUntilPlacesComeBack() throws Exception {
        tomcat.start();
        connect(MOST);
        for (RawClient client : clients) {
            client.send(RawClient.get("/slow"));
        }
        Awaitility.await().untilAtomic(slow.begun, Matchers.equalTo(MOST));

        RawClient.Answer refused = askOnce("/slow");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("7");
        assertThat(refused.header("X-Correlation-Id")).isEqualTo("of-a-test");
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.body()).isEqualTo("{}");
        assertThat(askOnce("/a").body()).as("a hit").isEqualTo("/a");

        // One whose client is gone gives its place back, too.
        clients.removeFirst().close();
        slow.gate.countDown();
        for (RawClient client : clients) {
            assertThat(client.answer(false).body()).isEqualTo("slow");
        }
        for (int i = 0; i < MOST; i++) {
            Awaitility.await().until(() -> askOnce("/slow").body().equals("slow"));
        }
    }

    private RawClient.Answer askOnce(String target) throws IOException {
        try (RawClient client = new RawClient(connector.getLocalPort())) {
            return client.ask(RawClient.get(target));
        }
    }

    @Test
    void itSurvivesRestarts() throws Exception {
        tomcat.start();
        for (int round = 0; round < 3; round++) {
            connect(2 * POLLERS);
            assertAllAreAnswered();
            assertThat(pollers()).hasSize(POLLERS);
            assertThat(answers.threads).hasSize(POLLERS);
            connector.stop();
            // Tomcat's own says that it has ended a moment before its thread has.
            Awaitility.await().until(() -> pollers().isEmpty());
            assertThat(endpoint.getConnections()).isEmpty();
            answers.threads.clear();
            for (RawClient client : clients) {
                client.close();
            }
            clients.clear();
            connector.start();
        }
    }

    @Test
    void aHeadThatNeverEndsIsCutOffByEveryPoller() throws Exception {
        connector.setProperty("connectionTimeout", "200");
        tomcat.start();
        connect(2 * POLLERS);
        for (RawClient client : clients) {
            client.send("GET /a HTTP/1.1\r\nHo");
        }
        Awaitility.await().until(() -> endpoint.getConnections().isEmpty());
    }

    /// What [InlineEndpoint#setSocketOptions] must do as Tomcat does.
    private record Setting(
            boolean blocking,
            long readTimeout,
            long writeTimeout,
            int requestsLeft,
            int interest,
            boolean noDelay,
            boolean keepAlive,
            int linger,
            int soTimeout,
            Class<?> channel,
            int readBuffer,
            int writeBuffer,
            boolean direct) {

        static Setting of(NioSocketWrapper wrapper) throws IOException {
            NioChannel channel = wrapper.getSocket();
            SocketChannel socket = channel.getIOChannel();
            Socket legacy = socket.socket();
            return new Setting(
                    socket.isBlocking(),
                    wrapper.getReadTimeout(),
                    wrapper.getWriteTimeout(),
                    wrapper.decrementKeepAlive(),
                    wrapper.interestOps(),
                    socket.getOption(StandardSocketOptions.TCP_NODELAY),
                    socket.getOption(StandardSocketOptions.SO_KEEPALIVE),
                    socket.getOption(StandardSocketOptions.SO_LINGER),
                    legacy.getSoTimeout(),
                    channel.getClass(),
                    channel.getBufHandler().getReadBuffer().capacity(),
                    channel.getBufHandler().getWriteBuffer().capacity(),
                    channel.getBufHandler().getReadBuffer().isDirect());
        }
    }

    @Test
    void aConnectionIsTheSameWhicheverPollerHasIt() throws Exception {
        connector.setProperty("connectionTimeout", "12345");
        connector.setProperty("maxKeepAliveRequests", "77");
        connector.setProperty("tcpNoDelay", "false");
        connector.setProperty("socket.soKeepAlive", "true");
        connector.setProperty("connectionLinger", "7");
        connector.setProperty("socket.appReadBufSize", "9000");
        connector.setProperty("socket.appWriteBufSize", "9001");
        connector.setProperty("socket.directBuffer", "true");
        tomcat.start();
        connect(2 * POLLERS);
        Set<Setting> settings = new HashSet<>();
        for (SocketWrapperBase<NioChannel> wrapper : endpoint.getConnections()) {
            settings.add(Setting.of((NioSocketWrapper) wrapper));
        }
        assertThat(settings).hasSize(1);
        Setting setting = settings.iterator().next();
        assertThat(setting.blocking()).isFalse();
        assertThat(setting.readTimeout()).isEqualTo(12_345);
        assertThat(setting.writeTimeout()).isEqualTo(12_345);
        assertThat(setting.requestsLeft()).isEqualTo(76);
        assertThat(setting.linger()).isEqualTo(7);
        assertThat(setting.readBuffer()).isEqualTo(9_000);
        assertThat(setting.direct()).isTrue();
    }

    /// Connections that are not Tomcat's poller's go through a method that follows Tomcat's. When
    /// this fails, a new Tomcat has changed one of these: compare [InlineEndpoint] with it, and
    /// write the new figures here.
    @Test
    void theMethodsThatTheEndpointFollowsAreThoseOfThisTomcat() throws IOException {
        Map<String, Integer> found = new HashMap<>();
        String file = NioEndpoint.class.getSimpleName() + ".class";
        try (InputStream in = NioEndpoint.class.getResourceAsStream(file)) {
            ClassFile.of().parse(Objects.requireNonNull(in).readAllBytes()).methods().stream()
                    .filter(method ->
                            Set.of("setSocketOptions", "startInternal", "stopInternal")
                                    .contains(method.methodName().stringValue()))
                    .filter(method -> (method.flags().flagsMask() & ClassFile.ACC_SYNTHETIC) == 0)
                    .forEach(method ->
                            found.put(
                                    method.methodName().stringValue(),
                                    method.code()
                                            .orElseThrow()
                                            .elementStream()
                                            .filter(Instruction.class::isInstance)
                                            .map(Object::toString)
                                            .toList()
                                            .hashCode()));
        }
        assertThat(found)
                .isEqualTo(
                        Map.of(
                                "setSocketOptions", -414_454_552,
                                "startInternal", -940_473_512,
                                "stopInternal", -2_116_308_544));
    }
}
