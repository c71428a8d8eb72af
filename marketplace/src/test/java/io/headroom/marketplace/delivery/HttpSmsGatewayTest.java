package io.headroom.marketplace.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.headroom.jobs.RetryAfterException;
import java.io.IOException;
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
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class HttpSmsGatewayTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String SECRET = "between you and me";
    private static final Sms MESSAGE = new Sms("order/W1/sms", "+34600111222", "Señal \"1\"");

    private HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile int status = 202;
    private volatile String retryAfter = "";

    record Received(String key, String signature, String type, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/messages",
                exchange -> {
                    received.add(
                            new Received(
                                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                                    exchange.getRequestHeaders().getFirst("X-Signature"),
                                    exchange.getRequestHeaders().getFirst("Content-Type"),
                                    new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.UTF_8)));
                    if (!retryAfter.isEmpty()) {
                        exchange.getResponseHeaders().set("Retry-After", retryAfter);
                    }
                    byte[] answer = "{\"id\":\"m-1\"}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private HttpSmsGateway gateway() {
        return new HttpSmsGateway(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/messages"),
                SECRET,
                Duration.ofSeconds(5),
                InstantSource.fixed(NOW),
                JsonMapper.builder().build());
    }

    @Test
    void aMessageIsSignedAndKeyed() throws Exception {
        assertThat(gateway().send(MESSAGE)).isEqualTo("202 {\"id\":\"m-1\"}");
        Received request = received.getFirst();
        assertThat(request.key()).isEqualTo("order/W1/sms");
        assertThat(request.type()).isEqualTo("application/json");
        assertThat(request.body())
                .isEqualTo("{\"to\":\"+34600111222\",\"text\":\"Señal \\\"1\\\"\"}");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String seal =
                HexFormat.of()
                        .formatHex(
                                mac.doFinal(
                                        (NOW.getEpochSecond() + "." + request.body())
                                                .getBytes(StandardCharsets.UTF_8)));
        assertThat(request.signature()).isEqualTo("t=" + NOW.getEpochSecond() + ",v1=" + seal);
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
    void retryAfterIsHeeded(int code, String after, Duration pause) {
        status = code;
        retryAfter = after;
        assertThatThrownBy(() -> gateway().send(MESSAGE))
                .isInstanceOfSatisfying(
                        RetryAfterException.class, e -> assertThat(e.pause()).isEqualTo(pause));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-5", "1.5"})
    void withoutATimeItDidNotLeaveEither(String after) {
        status = 429;
        retryAfter = after;
        assertThatThrownBy(() -> gateway().send(MESSAGE)).isInstanceOf(NotDeliveredException.class);
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "404", "422"})
    void whatTheGatewayWillNeverTakeIsRefusedForGood(int code) {
        status = code;
        assertThatThrownBy(() -> gateway().send(MESSAGE))
                .isInstanceOf(RefusedForGoodException.class)
                .hasMessageContaining(Integer.toString(code));
    }

    @Test
    void aGatewayThatBreaksLeavesItInDoubt() {
        status = 500;
        assertThatThrownBy(() -> gateway().send(MESSAGE))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NotDeliveredException.class);
    }

    @Test
    void aGatewayThatIsNotThereDidNotTakeIt() {
        HttpSmsGateway gateway = gateway();
        server.stop(0);
        assertThatThrownBy(() -> gateway.send(MESSAGE)).isInstanceOf(NotDeliveredException.class);
    }
}
