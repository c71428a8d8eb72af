package io.headroom.http.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedPostTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String SECRET = "between you and me";
    private static final String BODY = "{\"text\":\"Señal \\\"1\\\"\"}";

    private HttpServer server;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private volatile Answer answer = exchange -> reply(exchange, 202, "{\"id\":\"m-1\"}");

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    received.add(
                            exchange.getRequestURI()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Content-Type")
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Idempotency-Key")
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("X-Signature")
                                    + " "
                                    + new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8));
                    answer.to(exchange);
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private SignedPost post(Duration timeout) {
        return new SignedPost(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook"),
                SECRET,
                timeout,
                InstantSource.fixed(NOW));
    }

    private Handover send() throws InterruptedException {
        return post(Duration.ofSeconds(5)).send("alert-1", BODY);
    }

    @Test
    void itIsSignedAndKeyed() throws Exception {
        assertThat(send()).isEqualTo(new Handover.Taken("202 {\"id\":\"m-1\"}"));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String seal =
                HexFormat.of()
                        .formatHex(
                                mac.doFinal(
                                        (NOW.getEpochSecond() + "." + BODY)
                                                .getBytes(StandardCharsets.UTF_8)));
        assertThat(received)
                .containsExactly(
                        "/hook application/json alert-1 t=%d,v1=%s %s"
                                .formatted(NOW.getEpochSecond(), seal, BODY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | 7                             | PT7S",
                "503 | 0                             | PT0S",
                "429 | Sun, 01 Mar 2026 12:02:00 GMT | PT2M",
                "429 | Sun, 01 Mar 2026 11:00:00 GMT | PT0S",
                "503 | 99999999                      | PT24H"
            })
    void retryAfterIsHeeded(int status, String after, Duration pause) throws Exception {
        answer =
                exchange -> {
                    exchange.getResponseHeaders().set("Retry-After", after);
                    reply(exchange, status, "");
                };
        assertThat(send())
                .isInstanceOfSatisfying(
                        Handover.Postponed.class, e -> assertThat(e.pause()).isEqualTo(pause));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5", "1.5"})
    void aRetryAfterThatIsNoneIsNone(String after) throws Exception {
        answer =
                exchange -> {
                    exchange.getResponseHeaders().set("Retry-After", after);
                    reply(exchange, 429, "");
                };
        assertThat(send()).isInstanceOf(Handover.NotTaken.class);
    }

    @ParameterizedTest
    @CsvSource({
        "200, Taken",
        "204, Taken",
        "299, Taken",
        "301, Refused",
        "400, Refused",
        "401, Refused",
        "404, Refused",
        "408, NotTaken",
        "409, NotTaken",
        "425, NotTaken",
        "429, NotTaken",
        "500, InDoubt",
        "502, InDoubt",
        "503, NotTaken"
    })
    void theStatusSaysWhatBecameOfIt(int status, String outcome) throws Exception {
        answer = exchange -> reply(exchange, status, "");
        assertThat(send().getClass().getSimpleName()).isEqualTo(outcome);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        answer =
                exchange -> {
                    exchange.getResponseHeaders().set("Location", "/elsewhere");
                    reply(exchange, 307, "");
                };
        assertThat(send()).isInstanceOf(Handover.Refused.class);
        assertThat(received).hasSize(1).allMatch(request -> request.startsWith("/hook "));
    }

    @Test
    void ofAnAnswerWithoutEndTheBeginningIsRead() throws Exception {
        CountDownLatch gaveUp = new CountDownLatch(1);
        answer =
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] much = new byte[64 * 1024];
                    java.util.Arrays.fill(much, (byte) 'x');
                    try (OutputStream out = exchange.getResponseBody()) {
                        while (true) {
                            out.write(much);
                        }
                    } catch (IOException theOtherSideIsGone) {
                        gaveUp.countDown();
                    }
                };
        assertThat(send())
                .isInstanceOfSatisfying(
                        Handover.Taken.class,
                        taken -> assertThat(taken.answer()).hasSize(200).startsWith("200 xxx"));
        assertThat(gaveUp.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anAnswerThatDoesNotEndIsNotWaitedForForever() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        answer =
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write('x');
                    exchange.getResponseBody().flush();
                    try {
                        var _ = end.await(20, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        assertThat(post(Duration.ofMillis(300)).send("alert-1", BODY))
                .isInstanceOf(Handover.InDoubt.class);
        end.countDown();
    }

    @Test
    void whoDoesNotAnswerLeavesItInDoubtAndWhoIsNotThereDidNotTakeIt() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        answer =
                exchange -> {
                    try {
                        var _ = end.await(20, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        SignedPost post = post(Duration.ofMillis(300));
        assertThat(post.send("alert-1", BODY)).isInstanceOf(Handover.InDoubt.class);
        end.countDown();
        server.stop(0);
        assertThat(post.send("alert-1", BODY)).isInstanceOf(Handover.NotTaken.class);
    }

    @Test
    void whatTheReceiverSaysIsOneLine() throws Exception {
        answer = exchange -> reply(exchange, 400, "no\r\nfake log line\u0007");
        assertThat(send()).isEqualTo(new Handover.Refused("answers 400 no fake log line"));
    }

    @Test
    void whatCannotBeIsRefusedWithoutTellingSecrets() {
        URI tokens = URI.create("ftp://hooks.example.org/T0P-SECRET");
        InstantSource clock = InstantSource.fixed(NOW);
        assertThatThrownBy(() -> new SignedPost(tokens, SECRET, Duration.ofSeconds(1), clock))
                .hasMessageStartingWith("url must be http")
                .hasMessageNotContaining("T0P");
        URI url = URI.create("http://127.0.0.1/");
        assertThatThrownBy(() -> new SignedPost(url, "", Duration.ofSeconds(1), clock))
                .hasMessageContaining("secret must be set");
        assertThatThrownBy(() -> new SignedPost(url, SECRET, Duration.ZERO, clock))
                .hasMessageContaining("timeout must be more than 0");
    }
}
