package io.headroom.marketplace.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.core.Backoff;
import io.headroom.marketplace.catalog.CatalogProblems;
import io.headroom.marketplace.catalog.FieldProblem;
import io.headroom.marketplace.catalog.InvalidRequestException;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class SalesControllersTest {

    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
    // Never started, and counting needs no database.
    private final DataSource nowhere = new PGSimpleDataSource();
    private final ItemEvents events =
            new ItemEvents(
                    nowhere,
                    new UUID(0, 1),
                    new EventOptions(
                            Duration.ofSeconds(1),
                            100,
                            10,
                            new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
                            Duration.ZERO),
                    executor,
                    new ManualTime(),
                    System::nanoTime,
                    RandomGenerator.getDefault());
    private final ItemExistence oneToTen = id -> id >= 1 && id <= 10;
    private final MockMvcTester mvc =
            MockMvcTester.create(
                    MockMvcBuilders.standaloneSetup(
                                    new ItemEventsController(events, oneToTen),
                                    new SalesController(
                                            new FixedFigures(), new PlainLists(), oneToTen))
                            .setControllerAdvice(new CatalogProblems())
                            .build());

    @AfterEach
    void end() {
        executor.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"view", "favorite", "share"})
    void anEventIsAcceptedAndCounted(String type) {
        assertThat(post(3, "{\"type\":\"" + type + "\"}")).hasStatus(202);
        assertThat(events.views() + events.favorites() + events.shares()).isEqualTo(1);
        assertThat(events.waitingEvents()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":null}", "{\"type\":\"VIEW\"}", "{\"type\":\"buy\"}"})
    void anEventOfNoKnownTypeIsRefused(String body) {
        assertThat(post(3, body)).hasStatus(400);
        assertThat(events.waitingEvents()).isZero();
    }

    @Test
    void brokenJsonIsRefused() {
        assertThat(post(3, "{\"type\":")).hasStatus(400);
    }

    @Test
    void anEventOfAnUnknownItemIs404() {
        assertThat(post(11, "{\"type\":\"view\"}")).hasStatus(404);
        assertThat(events.waitingEvents()).isZero();
    }

    @Test
    void eventsAfterTheStopAreToComeAgain() {
        assertThat(events.stop(Duration.ZERO)).isZero();
        MvcTestResult answer = post(3, "{\"type\":\"view\"}");
        assertThat(answer).hasStatus(503);
        assertThat(answer.getResponse().getHeader("Retry-After")).isEqualTo("5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /popular?limit=2                 | {"items":["1=3.0 en","2=2.0 en"]}
                    /trending?days=30&lang=es        | {"items":["30=1.0 es"]}
                    /trending                        | {"items":["7=1.0 en"]}
                    /items/5/also-bought             | {"items":["6 en"]}
                    /recommendations?customer=8      | {"items":["9 en"]}
                    """)
    void listsShowTheFiguresInOrder(String path, String json) {
        assertThat(mvc.get().uri("/api/catalog" + path))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({
        "/popular?limit=0, limit",
        "/popular?limit=101, limit",
        "/popular?lang=fr, lang",
        "/trending?days=8, days",
        "/trending?days=-7, days",
        "/items/5/also-bought?limit=-1, limit",
        "/recommendations?customer=0, customer"
    })
    void aParameterOutOfRangeIsNamed(String path, String field) {
        MvcTestResult answer = mvc.get().uri("/api/catalog" + path).exchange();
        assertThat(answer).hasStatus(400);
        assertThat(answer.getMvcResult().getResolvedException())
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        invalid ->
                                assertThat(invalid.problems())
                                        .extracting(FieldProblem::field)
                                        .containsExactly(field));
    }

    @Test
    void whatWasBoughtWithAnUnknownItemIs404() {
        assertThat(mvc.get().uri("/api/catalog/items/11/also-bought")).hasStatus(404);
    }

    private MvcTestResult post(long item, String body) {
        return mvc.post()
                .uri("/api/catalog/items/{id}/events", item)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private static final class FixedFigures implements SalesFigures {
        @Override
        public List<ScoredItem> popular(int limit) {
            return List.of(new ScoredItem(1, 3), new ScoredItem(2, 2)).subList(0, limit);
        }

        @Override
        public List<ScoredItem> trending(int days, int limit) {
            return List.of(new ScoredItem(days, 1));
        }

        @Override
        public List<ScoredItem> alsoBought(long itemId, int limit) {
            return List.of(new ScoredItem(itemId + 1, 1));
        }

        @Override
        public List<ScoredItem> recommendations(long customerId, int limit) {
            return List.of(new ScoredItem(customerId + 1, 1));
        }
    }

    private static final class PlainLists implements ItemLists {
        @Override
        public List<?> byIds(List<Long> ids, String language) {
            return ids.stream().map(id -> id + " " + language).toList();
        }

        @Override
        public List<?> withScores(List<ScoredItem> items, String language) {
            return items.stream().map(i -> i.id() + "=" + i.score() + " " + language).toList();
        }
    }
}
