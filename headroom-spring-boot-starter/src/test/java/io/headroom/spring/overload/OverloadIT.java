package io.headroom.spring.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.spring.OperatorCheck;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// 400 callers of a service that answers 100 requests a second: five connections, 50 ms each.
/// Without a limit each of them waits for the 399 others, which is four seconds.
class OverloadIT {

    private static final int CALLERS = 400;
    private static final long SECONDS = 10;
    private static final long BACK_OFF_MILLIS = 1_000; // as Retry-After says
    private static final long SETTLING_MILLIS = 3_000;
    private static final String OPERATOR = "let-me-in";

    private static TestDatabase database;

    @BeforeAll
    static void prepare() {
        database = TestServers.newDatabase();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    private record Answer(long begunMillis, int status, long millis, String retryAfter) {}

    private record Run(List<Answer> work, List<Answer> priority) {

        List<Long> acceptedMillis() {
            return work.stream()
                    .filter(answer -> answer.status() == 200)
                    .filter(answer -> answer.begunMillis() > SETTLING_MILLIS)
                    .map(Answer::millis)
                    .sorted()
                    .toList();
        }

        long refused() {
            return work.stream().filter(answer -> answer.status() == 503).count();
        }
    }

    private static long quantile(List<Long> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
    }

    @Test
    void withTheLimitWhatIsAcceptedIsAnsweredInTimeAndTheRestIsRefusedAtOnce() throws Exception {
        Run run =
                overloaded(
                        "--headroom.http.overload.target=250ms",
                        "--headroom.http.overload.initial-limit=40",
                        "--headroom.http.overload.min-limit=5");
        assertThat(run.refused()).isPositive();
        assertThat(run.acceptedMillis()).hasSizeGreaterThan(100);
        assertThat(quantile(run.acceptedMillis(), 0.5)).isLessThan(1_000);
        assertThat(quantile(run.acceptedMillis(), 0.99)).isLessThan(2_000);
        assertThat(run.work())
                .filteredOn(answer -> answer.status() == 503)
                .allMatch(answer -> answer.retryAfter().equals("1"));
        assertThat(run.work()).allMatch(answer -> answer.status() == 200 || answer.status() == 503);
        assertThat(run.priority()).hasSizeGreaterThan(6);
        assertThat(run.priority()).allMatch(answer -> answer.status() == 200);
        assertThat(quantile(run.priority().stream().map(Answer::millis).sorted().toList(), 0.9))
                .as("ms, half of what all wait without a limit")
                .isLessThan(2_000);
    }

    @Test
    void withoutTheLimitEverybodyWaitsForEverybody() throws Exception {
        Run run = overloaded("--headroom.http.overload.enabled=false");
        assertThat(run.refused()).isZero();
        assertThat(quantile(run.acceptedMillis(), 0.5)).isGreaterThan(2_000);
    }

    @Test
    void anOperatorIsServedWhileOthersAreRefused() throws Exception {
        try (ConfigurableApplicationContext service = serviceOfOnePlace();
                HttpClient client = HttpClient.newHttpClient()) {
            Slow slow = service.getBean(Slow.class);
            var first = client.sendAsync(request(service, "/held", ""), BodyHandlers.ofString());
            assertThat(slow.entered.await(10, TimeUnit.SECONDS)).isTrue();
            HttpResponse<String> refused = send(client, service, "/work", "");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("application/problem+json");
            assertThat(refused.body()).contains("\"correlationId\"");
            assertThat(send(client, service, "/work", OPERATOR).statusCode()).isEqualTo(200);
            assertThat(send(client, service, "/health", "").statusCode()).isEqualTo(200);
            assertThat(send(client, service, "/healthy", "").statusCode()).isEqualTo(503);
            assertThat(send(client, service, "/metrics", "").body())
                    .contains("headroom_http_rejected_total{priority=\"normal\"} 2.0")
                    .contains("headroom_http_rejected_total{priority=\"high\"} 0.0")
                    .contains("headroom_http_concurrency_limit 1.0")
                    .contains("headroom_http_concurrency_in_flight 1.0");
            slow.released.countDown();
            assertThat(first.join().statusCode()).isEqualTo(200);
            // The place is given back behind the answer.
            await().until(() -> send(client, service, "/work", "").statusCode() == 200);
        }
    }

    @Test
    void figuresAreReadWhileOperatorsTakeAllThatIsTheirs() throws Exception {
        try (ConfigurableApplicationContext service =
                        serviceOfOnePlace("--headroom.http.overload.reserve=1");
                HttpClient client = HttpClient.newHttpClient()) {
            Slow slow = service.getBean(Slow.class);
            var first = client.sendAsync(request(service, "/held", ""), BodyHandlers.ofString());
            assertThat(slow.entered.await(10, TimeUnit.SECONDS)).isTrue();
            var second =
                    client.sendAsync(request(service, "/held", OPERATOR), BodyHandlers.ofString());
            await().until(() -> send(client, service, "/work", OPERATOR).statusCode() == 503);
            assertThat(send(client, service, "/health", "").statusCode()).isEqualTo(200);
            assertThat(send(client, service, "/metrics", OPERATOR).body())
                    .contains("headroom_http_rejected_total{priority=\"high\"} 1.0");
            slow.released.countDown();
            assertThat(first.join().statusCode()).isEqualTo(200);
            assertThat(second.join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aRequestThatGoesOnAsynchronouslyKeepsItsPlaceUntilItIsComplete() throws Exception {
        try (ConfigurableApplicationContext service = serviceOfOnePlace();
                HttpClient client = HttpClient.newHttpClient()) {
            Slow slow = service.getBean(Slow.class);
            var first =
                    client.sendAsync(request(service, "/held-async", ""), BodyHandlers.ofString());
            assertThat(slow.entered.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(send(client, service, "/work", "").statusCode()).isEqualTo(503);
            slow.released.countDown();
            assertThat(first.join().statusCode()).isEqualTo(200);
            await().until(() -> send(client, service, "/work", "").statusCode() == 200);
        }
    }

    private static Run overloaded(String... options) throws Exception {
        try (ConfigurableApplicationContext service = service(options);
                HttpClient client = HttpClient.newHttpClient();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Queue<Answer> work = new ConcurrentLinkedQueue<>();
            Queue<Answer> priority = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < 40; i++) {
                assertThat(send(client, service, "/work", "").statusCode()).isEqualTo(200);
            }
            long begin = System.nanoTime();
            for (int i = 0; i < CALLERS; i++) {
                callers.execute(() -> callFrom(begin, client, service, "/work", work));
            }
            callers.execute(() -> callFrom(begin, client, service, "/health", priority));
            callers.execute(() -> callFrom(begin, client, service, "/health/ready", priority));
            callers.shutdown();
            assertThat(callers.awaitTermination(SECONDS + 60, TimeUnit.SECONDS)).isTrue();
            return new Run(new ArrayList<>(work), new ArrayList<>(priority));
        }
    }

    /// A caller that is refused pauses; so do those of the health checks, after each answer.
    private static void callFrom(
            long begin,
            HttpClient client,
            ConfigurableApplicationContext service,
            String path,
            Queue<Answer> answers) {
        while (System.nanoTime() < begin + TimeUnit.SECONDS.toNanos(SECONDS)) {
            long start = System.nanoTime();
            try {
                HttpResponse<String> response = send(client, service, path, "");
                answers.add(
                        new Answer(
                                (start - begin) / 1_000_000,
                                response.statusCode(),
                                (System.nanoTime() - start) / 1_000_000,
                                response.headers().firstValue("Retry-After").orElse("")));
                if (response.statusCode() == 503 || path.startsWith("/health")) {
                    Thread.sleep(BACK_OFF_MILLIS);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static HttpResponse<String> send(
            HttpClient client, ConfigurableApplicationContext service, String path, String operator)
            throws IOException, InterruptedException {
        return client.send(request(service, path, operator), BodyHandlers.ofString());
    }

    private static HttpRequest request(
            ConfigurableApplicationContext service, String path, String operator) {
        String port = service.getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (!operator.isEmpty()) {
            request.header("X-Operator", operator);
        }
        return request.build();
    }

    private static ConfigurableApplicationContext serviceOfOnePlace(String... options) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--headroom.http.overload.initial-limit=1",
                                "--headroom.http.overload.min-limit=1",
                                "--headroom.http.overload.max-limit=1"));
        arguments.addAll(List.of(options));
        return service(arguments.toArray(String[]::new));
    }

    private static ConfigurableApplicationContext service(String... options) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--server.port=0",
                                "--spring.threads.virtual.enabled=true",
                                "--management.endpoints.access.default=none",
                                "--logging.level.root=off"));
        arguments.addAll(List.of(options));
        return SpringApplication.run(Service.class, arguments.toArray(String[]::new));
    }

    static final class Slow {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch released = new CountDownLatch(1);

        String hold() throws InterruptedException {
            entered.countDown();
            assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
            return "held";
        }
    }

    @EnableAutoConfiguration
    @RestController
    static class Service {

        private final JdbcClient jdbc;
        private final Slow slow;

        Service(JdbcClient jdbc, Slow slow) {
            this.jdbc = jdbc;
            this.slow = slow;
        }

        @Bean
        static Slow slow() {
            return new Slow();
        }

        @Bean
        static HikariDataSource pool() {
            HikariDataSource pool = new HikariDataSource();
            pool.setDataSource(database.dataSource());
            pool.setMaximumPoolSize(5);
            return pool;
        }

        @Bean
        static OperatorCheck operators() {
            return request -> OPERATOR.equals(request.getHeader("X-Operator"));
        }

        @GetMapping("/work")
        String work() {
            var _ = jdbc.sql("SELECT pg_sleep(0.05)").query((row, n) -> n).list();
            return "done";
        }

        @GetMapping("/held")
        String held() throws InterruptedException {
            return slow.hold();
        }

        @GetMapping("/held-async")
        Callable<String> heldAsync() {
            return slow::hold;
        }
    }
}
