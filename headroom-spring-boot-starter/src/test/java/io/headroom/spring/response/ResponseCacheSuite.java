package io.headroom.spring.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.cache.Cache;
import io.headroom.cache.HeadroomCaches;
import io.headroom.http.HttpDate;
import io.headroom.http.cache.ResponseCache;
import io.headroom.spring.response.RawClient.Answer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// What clients may expect of a service with a response cache, whoever answers the hits.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ResponseCacheSuite {

    private ConfigurableApplicationContext service;
    private CachedService.Answers application;
    private Cache<Long, String> titles;
    private HeadroomCaches caches;
    private ResponseCache responses;
    private int port;

    /// The properties of the kind.
    abstract List<String> properties();

    final int port() {
        return port;
    }

    @BeforeAll
    @SuppressWarnings("unchecked")
    void start() {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--server.port=0",
                                "--headroom.http.health-interval=1h",
                                "--server.tomcat.max-keep-alive-requests=1000",
                                "--management.endpoints.access.default=none",
                                "--logging.level.root=off"));
        arguments.addAll(properties());
        service = SpringApplication.run(CachedService.class, arguments.toArray(new String[0]));
        application = service.getBean(CachedService.Answers.class);
        titles = service.getBean("titles", Cache.class);
        caches = service.getBean(HeadroomCaches.class);
        responses = service.getBean(ResponseCache.class);
        port =
                Integer.parseInt(
                        Objects.requireNonNull(
                                service.getEnvironment().getProperty("local.server.port")));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @BeforeEach
    void forget() {
        responses.clear();
        titles.clear();
        application.calls.clear();
        application.failing = false;
        application.database.put(17L, "one");
    }

    private Answer ask(String request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.ask(request);
        }
    }

    private Answer get(String target, String... headers) throws IOException {
        return ask(RawClient.get(target, headers));
    }

    @Test
    void theSecondAnswerIsTheFirstOnesBytesWithoutTheApplication() throws IOException {
        Answer first = get("/items/17");
        assertThat(first.header("Cache-Status")).endsWith("headroom-response; fwd=miss; stored");
        Answer second = get("/items/17", "X-Correlation-Id", "order-17");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body()).isEqualTo("{\"title\":\"one\"}");
        assertThat(second.header("Cache-Status")).startsWith("headroom-response; hit; ttl=");
        assertThat(second.header("X-Correlation-Id")).isEqualTo("order-17");
        assertThat(second.header("Age")).isEqualTo("0");
        assertThat(second.header("Date")).isNotEmpty();
        for (String name :
                List.of("Content-Type", "ETag", "Cache-Control", "Vary", "Surrogate-Key")) {
            assertThat(second.header(name)).as(name).isEqualTo(first.header(name)).isNotEmpty();
        }
        assertThat(second.header("Surrogate-Key")).isEqualTo("headroom item/17");
        assertThat(application.calls("items")).isEqualTo(1);
    }

    @Test
    void anAnswerEndsWithTheKeyAndWithTheTagOfItsDataAndWithNoOther() throws IOException {
        application.database.put(18L, "other");
        get("/items/17");
        get("/items/18");
        application.database.put(17L, "two");
        titles.invalidate(17L);
        assertThat(get("/items/17").body()).contains("two");
        application.database.put(17L, "three");
        caches.invalidateTags("item/17");
        assertThat(get("/items/17").body()).contains("three");
        assertThat(get("/items/18").header("Cache-Status")).contains("hit");
        assertThat(application.calls("items")).isEqualTo(4);
    }

    @Test
    void anAnswerEndsWithTheTagsOfItsRoute() throws IOException {
        assertThat(get("/tagged").header("Surrogate-Key")).isEqualTo("headroom lists");
        assertThat(get("/tagged").body()).isEqualTo("{\"call\":1}");
        caches.invalidateTags("lists");
        assertThat(get("/tagged").body()).isEqualTo("{\"call\":2}");
    }

    @Test
    void whatIsNotThereIsRememberedUntilItIs() throws IOException {
        assertThat(get("/items/99").status()).isEqualTo(404);
        assertThat(application.calls("items")).isEqualTo(1);
        application.database.put(99L, "new");
        titles.invalidate(99L);
        assertThat(get("/items/99").body()).contains("new");
        application.database.remove(99L);
    }

    @Test
    void whoHasTheAnswerGets304AndHeadGetsNoBody() throws IOException {
        Answer first = get("/items/17");
        Answer again = get("/items/17", "If-None-Match", first.header("ETag"));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(again.headers()).doesNotContainKeys("content-length", "content-encoding");
        Answer head = ask(RawClient.request("HEAD", "/items/17"));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length"))
                .isEqualTo(Integer.toString(first.body().length()));
    }

    @Test
    void aFirstConditionalRequestFillsTheCacheWithTheWholeAnswer() throws IOException {
        String tag = get("/items/17").header("ETag");
        responses.clear();
        assertThat(get("/items/17", "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(get("/items/17").body()).contains("one");
        assertThat(application.calls("items")).isEqualTo(2);
    }

    @Test
    void manyRequestsOfAllKindsGoOverOneConnection() throws IOException {
        try (RawClient client = new RawClient(port)) {
            for (int round = 1; round <= 50; round++) {
                assertThat(client.ask(RawClient.get("/items/17")).body()).contains("one");
                assertThat(client.ask(RawClient.get("/plain")).body())
                        .isEqualTo("{\"call\":" + round + "}");
                assertThat(client.ask(RawClient.request("HEAD", "/items/17")).status())
                        .isEqualTo(200);
                String body = "x".repeat(round * 500);
                assertThat(
                                client.ask(
                                                RawClient.request(
                                                                "POST",
                                                                "/echo",
                                                                "Content-Type",
                                                                "text/plain",
                                                                "Content-Length",
                                                                Integer.toString(body.length()))
                                                        + body)
                                        .body())
                        .isEqualTo("{\"length\":" + body.length() + "}");
                assertThat(client.ask(RawClient.get("/none")).status()).isEqualTo(404);
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
        get("/items/17");
        try (RawClient client = new RawClient(port)) {
            client.send(
                    RawClient.get("/items/17", "X-Correlation-Id", "a")
                            + RawClient.get("/plain", "X-Correlation-Id", "b")
                            + RawClient.get("/items/17", "X-Correlation-Id", "c")
                            + RawClient.get("/items/17", "X-Correlation-Id", "d"));
            for (String id : List.of("a", "b", "c", "d")) {
                assertThat(client.answer(false).header("X-Correlation-Id")).isEqualTo(id);
            }
        }
    }

    @Test
    void aConnectionThatIsToBeClosedIsClosed() throws IOException {
        get("/items/17");
        for (String target : List.of("/items/17", "/plain")) {
            try (RawClient client = new RawClient(port)) {
                client.send(RawClient.get(target, "Connection", "close"));
                Answer answer = client.answer(false);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Connection")).isEqualTo("close");
            }
        }
        try (RawClient client = new RawClient(port)) {
            client.send("GET /items/17 HTTP/1.0\r\n\r\n");
            assertThat(client.answer(false).status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatHasSaidAllGetsItsAnswers() throws IOException {
        get("/items/17");
        for (String target : List.of("/items/17", "/plain")) {
            try (RawClient client = new RawClient(port)) {
                client.send(RawClient.get(target) + RawClient.get(target));
                client.endSending();
                assertThat(client.answer(false).status()).isEqualTo(200);
                assertThat(client.answer(false).status()).isEqualTo(200);
                assertThatThrownBy(() -> client.answer(false)).isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void clientsThatDoNotReadHoldUpNobody() throws IOException {
        get("/dense/200000");
        get("/items/17");
        List<RawClient> deaf = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                RawClient client = new RawClient(port, 1_024);
                deaf.add(client);
                for (int request = 0; request < 40; request++) {
                    client.send(RawClient.get("/dense/200000"));
                }
            }
            for (int i = 0; i < 20; i++) {
                assertThat(get("/items/17").body()).contains("one");
                assertThat(get("/plain").status()).isEqualTo(200);
            }
            // Whoever reads at last gets everything.
            for (int request = 0; request < 40; request++) {
                assertThat(deaf.getFirst().answer(false).body()).hasSize(200_000);
            }
        } finally {
            for (RawClient client : deaf) {
                client.close();
            }
        }
    }

    @Test
    void clientsThatGoAwayInTheMiddleHurtNobody() throws IOException {
        get("/dense/200000");
        for (int i = 0; i < 50; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream()
                        .write(
                                RawClient.get(i % 2 == 0 ? "/dense/200000" : "/plain")
                                        .getBytes(StandardCharsets.US_ASCII));
            }
        }
        assertThat(get("/items/17").status()).isEqualTo(200);
    }

    @Test
    void slowlySentHeadsHoldUpNobody() throws IOException {
        get("/items/17");
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                RawClient client = new RawClient(port);
                client.send("GET /items/17 HTTP/1.1\r\nHo");
                slow.add(client);
            }
            assertThat(get("/items/17").body()).contains("one");
            slow.getFirst().send("st: t\r\n\r\n");
            assertThat(slow.getFirst().answer(false).body()).contains("one");
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    @Test
    void malformedAndOversizedRequestsAreRefusedAndTheConnectionOfOthersLives() throws IOException {
        get("/items/17");
        try (RawClient other = new RawClient(port)) {
            for (String bad :
                    List.of(
                            "GET /items/17 HTTP/1.1\r\nHost: t\r\nHost: u\r\n\r\n",
                            "GET /items/17 HTTP/1.1\r\n\r\n",
                            RawClient.get("/items/" + "1".repeat(20_000)),
                            RawClient.get("/items/17", "X-Long", "y".repeat(20_000)),
                            "GET /items/%zz HTTP/1.1\r\nHost: t\r\n\r\n")) {
                assertRefused(bad);
            }
            assertRefused(
                    "GET /items/17 HTTP/1.1\r\nHost: t\r\n" + "X-A: b\r\n".repeat(300) + "\r\n");
            assertThat(other.ask(RawClient.get("/items/17")).status()).isEqualTo(200);
        }
    }

    /// With a status, or by closing the connection on what was not even read.
    private void assertRefused(String request) throws IOException {
        try {
            assertThat(ask(request).status())
                    .as(request.lines().findFirst().orElse(""))
                    .isBetween(400, 431);
        } catch (EOFException | SocketException closed) {
            assertThat(request).hasSizeGreaterThan(8_192);
        }
    }

    @Test
    void strangeConditionsAndCodingsGetTheWholeAnswer() throws IOException {
        String whole = get("/items/17").body();
        for (List<String> header :
                List.of(
                        List.of("If-None-Match", "17"),
                        List.of("If-None-Match", "\"" + "x".repeat(3_000)),
                        List.of("If-Modified-Since", "yesterday"),
                        List.of("Accept-Encoding", "gzip;q=banana, ;;, *;q=2"),
                        List.of("Accept-Encoding", "a,".repeat(2_000)),
                        List.of("Range", "bytes=0-1"),
                        List.of("Range", "bytes=9-1,,x"))) {
            Answer answer = get("/items/17", header.getFirst(), header.getLast());
            assertThat(answer.status()).as(header.toString()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(whole);
        }
    }

    @Test
    void aLongAnswerComesInTheCodingOfTheCaller() throws IOException {
        String plain = get("/long/5000").body();
        for (String coding : List.of("gzip", "br", "zstd")) {
            Answer first = get("/long/5000", "Accept-Encoding", coding);
            Answer second = get("/long/5000", "Accept-Encoding", coding + ", identity;q=0.1");
            assertThat(first.header("Content-Encoding")).isEqualTo(coding);
            assertThat(second.header("Content-Encoding")).isEqualTo(coding);
            assertThat(first.body().length()).isLessThan(plain.length() / 5);
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(first.header("ETag")).endsWith("--" + coding + "\"");
            assertThat(get("/long/5000", "If-None-Match", first.header("ETag")).status())
                    .isEqualTo(304);
        }
        assertThat(application.calls("long")).isEqualTo(1);
    }

    @Test
    void aCookieOfTheApplicationArrivesWithAllThatItSays() throws IOException {
        for (int call = 1; call <= 2; call++) {
            Answer answer = get("/basket");
            assertThat(answer.body()).isEqualTo("{\"call\":" + call + "}");
            assertThat(answer.header("Set-Cookie"))
                    .startsWith("basket=17;")
                    .contains("Path=/shop", "HttpOnly", "Max-Age=3600");
        }
    }

    @Test
    void whatIsAnsweredLaterIsNotKeptAndGoesOutAsItComes() throws IOException {
        for (int call = 1; call <= 2; call++) {
            Answer answer = get("/later");
            assertThat(answer.body()).isEqualTo("{\"call\":" + call + "}");
            assertThat(answer.header("Set-Cookie")).isEqualTo("a=b; HttpOnly");
            assertThat(answer.header("X-Stage")).endsWith("second");
        }
    }

    @Test
    void whatMustNotBeSharedIsNot() throws IOException {
        for (String target : List.of("/cookie", "/private")) {
            assertThat(get(target).body()).isEqualTo("{\"call\":1}");
            assertThat(get(target).body()).isEqualTo("{\"call\":2}");
        }
        get("/items/17");
        assertThat(get("/items/17", "Authorization", "Bearer x").header("Cache-Status"))
                .doesNotContain("hit");
        assertThat(application.calls("items")).isEqualTo(2);
    }

    @Test
    void varyTellsAnswersApart() throws IOException {
        assertThat(get("/varying", "Accept-Language", "en").body()).contains("en\",\"call\":1");
        assertThat(get("/varying", "Accept-Language", "es").body()).contains("es\",\"call\":2");
        assertThat(get("/varying", "Accept-Language", "en").body()).contains("en\",\"call\":1");
    }

    @Test
    void manyWhoAskAtOnceCauseOneCall() throws Exception {
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 30; i++) {
                answers.add(threads.submit(() -> get("/slow/a")));
            }
            Awaitility.await().until(() -> application.slow.hasQueuedThreads());
            application.slow.release();
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().body()).isEqualTo("{\"name\":\"a\",\"call\":1}");
            }
        }
        assertThat(application.calls("slow")).isEqualTo(1);
    }

    @Test
    void aFailureOfTheOneWhoAskedIsNotKept() throws Exception {
        application.failing = true;
        application.slow.release();
        assertThat(get("/slow/b").status()).isEqualTo(500);
        application.failing = false;
        application.slow.release();
        assertThat(get("/slow/b").status()).isEqualTo(200);
    }

    @Test
    void anExpiredAnswerIsServedAtOnceAndMadeAnew() throws IOException {
        assertThat(get("/short-lived").body()).isEqualTo("{\"call\":1}");
        Awaitility.await()
                .until(() -> get("/short-lived").header("Cache-Status").contains("revalidating"));
        Awaitility.await().until(() -> application.calls("short-lived") > 1);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(get("/short-lived").body()).isNotEqualTo("{\"call\":1}"));
        application.failing = true;
        for (int i = 0; i < 5; i++) {
            assertThat(get("/short-lived").status()).isEqualTo(200);
        }
    }

    @Test
    void anExpiredAnswerStandsInWhenTheApplicationFails() throws IOException {
        get("/fallback");
        application.failing = true;
        Awaitility.await()
                .untilAsserted(() -> {
                    Answer answer = get("/fallback");
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.header("Cache-Status")).contains("fwd=stale");
                });
    }

    @Test
    void whatAHandlerCannotReadIsAFailureAndNotAnEmptyAnswer() throws IOException {
        for (int call = 1; call <= 2; call++) {
            assertThat(get("/upstream").status()).isEqualTo(500);
            assertThat(application.calls("upstream")).isEqualTo(call);
        }
    }

    private int post(String target) throws IOException {
        return ask(RawClient.request("POST", target, "Content-Length", "0")).status();
    }

    private boolean isKept(String target) throws IOException {
        return get(target).header("Cache-Status").contains("; hit");
    }

    @Test
    void anUnsafeRequestForgetsItsTargetAndThoseItsAnswerNamesOnThisHost() throws IOException {
        for (int id = 1; id <= 3; id++) {
            get("/notes/" + id);
        }
        application.failing = true;
        assertThat(post("/notes/1")).isEqualTo(500);
        assertThat(isKept("/notes/1")).isTrue();
        application.failing = false;
        assertThat(post("/notes/1")).isEqualTo(200);
        assertThat(isKept("/notes/1")).isFalse();
        assertThat(isKept("/notes/2")).isFalse();
        assertThat(isKept("/notes/3")).isTrue();
    }

    @Test
    void anUnsafeRequestThatIsAnsweredLaterForgetsLater() throws IOException {
        get("/notes/7");
        assertThat(post("/notes/7/later")).isEqualTo(200);
        Awaitility.await()
                .until(() -> {
                    get("/notes/7");
                    return application.calls("notes") == 2;
                });
    }

    @Test
    void theDateIsThatOfTheAnswerAndStays() throws IOException {
        String date = get("/items/17").header("Date");
        assertThat(HttpDate.parse(date)).isNotNull();
        Awaitility.await().until(() -> !get("/plain").header("Date").equals(date));
        assertThat(get("/items/17").header("Date")).isEqualTo(date);
        assertThat(
                        get("/items/17", "If-None-Match", get("/items/17").header("ETag"))
                                .header("Date"))
                .isEqualTo(date);
    }

    @Test
    void theMetricsTellHowRequestsWereAnswered() throws IOException {
        get("/items/17");
        get("/items/17");
        assertThat(Arrays.asList(get("/metrics").body().split("\n", -1)))
                .anyMatch(line ->
                        line.startsWith("headroom_response_cache_requests_total{result=\"hit\"}")
                                && !line.endsWith(" 0.0"));
    }
}
