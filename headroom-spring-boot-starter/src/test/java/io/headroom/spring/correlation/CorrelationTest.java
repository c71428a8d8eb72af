package io.headroom.spring.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.headroom.http.CorrelationId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.client.RestClient;

@Timeout(60)
class CorrelationTest {

    @AfterEach
    void forget() {
        MDC.clear();
    }

    private static String id() {
        return Correlation.current().map(CorrelationId::value).orElse("none");
    }

    @Test
    void aCarriedTaskHasTheIdOfWhoeverMadeIt() throws Exception {
        MDC.put(CorrelationId.LOG_KEY, "order-17");
        CompletableFuture<String> seen = new CompletableFuture<>();
        Runnable task = Correlation.carried(() -> seen.complete(id()));
        MDC.put(CorrelationId.LOG_KEY, "order-18");
        task.run();
        assertThat(seen.get()).isEqualTo("order-17");
        assertThat(id()).isEqualTo("order-18");
        MDC.clear();
        assertThat(Correlation.carriedCall(CorrelationTest::id).call()).matches("[0-9a-f]{32}");
        assertThat(id()).isEqualTo("none");
    }

    @Test
    void aRequestOfTheJdksClientTellsIt() {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1/"));
        assertThat(Correlation.told(request).build().headers().map()).isEmpty();
        MDC.put(CorrelationId.LOG_KEY, "order-17");
        assertThat(Correlation.told(request).build().headers().allValues(CorrelationId.HEADER))
                .containsExactly("order-17");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itGoesIntoThreadsAndCalls(boolean virtualThreads) throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        HttpServer other =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext(
                "/",
                exchange -> {
                    told.addAll(exchange.getRequestHeaders().get(CorrelationId.HEADER));
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        other.start();
        String url = "http://127.0.0.1:" + other.getAddress().getPort() + "/";
        try (ConfigurableApplicationContext service =
                SpringApplication.run(
                        Service.class,
                        "--server.port=0",
                        "--spring.threads.virtual.enabled=" + virtualThreads,
                        "--logging.level.root=off")) {
            MDC.put(CorrelationId.LOG_KEY, "order-17");
            AsyncTaskExecutor executor =
                    service.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
            assertThat(executor.submit(CorrelationTest::id).get()).isEqualTo("order-17");
            assertThat(service.getBean(Worker.class).work().get()).isEqualTo("order-17");

            service.getBean(RestClient.Builder.class)
                    .build()
                    .get()
                    .uri(url)
                    .retrieve()
                    .toBodilessEntity();
            service.getBean(RestTemplateBuilder.class).build().getForEntity(url, Void.class);
            HttpClient.newHttpClient()
                    .send(
                            Correlation.told(HttpRequest.newBuilder(URI.create(url))).build(),
                            BodyHandlers.discarding());
            assertThat(told).containsExactly("order-17", "order-17", "order-17");

            Worker worker = service.getBean(Worker.class);
            String first = worker.runs().poll(30, TimeUnit.SECONDS);
            String second = worker.runs().poll(30, TimeUnit.SECONDS);
            assertThat(first).matches("[0-9a-f]{32}");
            assertThat(second).matches("[0-9a-f]{32}").isNotEqualTo(first);
        } finally {
            other.stop(0);
        }
    }

    static class Worker {

        private final BlockingQueue<String> runs = new LinkedBlockingQueue<>();

        @Async
        CompletableFuture<String> work() {
            return CompletableFuture.completedFuture(id());
        }

        BlockingQueue<String> runs() {
            return runs;
        }

        @Scheduled(fixedDelay = 20)
        void run() {
            runs.add(id());
        }
    }

    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @EnableAsync
    @EnableScheduling
    static class Service {

        @Bean
        Worker worker() {
            return new Worker();
        }
    }
}
