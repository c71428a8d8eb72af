package io.headroom.spring.operations.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.headroom.embedded.TestServers;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.running.RunningService;
import io.lettuce.core.RedisClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a person sees of a service of three nodes, at the page of one of them; the last one ends.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodesPageBrowserIT {

    private static final String HOSTILE = "node-2<img src=x onerror=alert(1)>";

    private static PageBrowser browser;
    private static List<RunningService> nodes;

    private PageVisit visit;
    private Page page;

    @BeforeAll
    static void start() {
        browser = PageBrowser.start();
        nodes = new ArrayList<>();
        for (String name : List.of("node-1", HOSTILE, "node-3")) {
            nodes.add(node(name));
        }
        for (RunningService node : nodes) {
            for (int i = 0; i < 30; i++) {
                node.get("/work");
            }
        }
    }

    private static RunningService node(String name) {
        return RunningService.start(
                Service.class,
                "--server.address=127.0.0.1",
                "--server.compression.enabled=true",
                "--spring.application.name=nodes-page",
                "--spring.threads.virtual.enabled=true",
                "--headroom.node=" + name,
                "--headroom.cache.redis-url=" + TestServers.redis().url(),
                "--headroom.cache.redis.key-prefix=nodes-page",
                "--headroom.lock.enabled=false",
                "--headroom.operations.nodes.interval=500ms",
                "--headroom.operations.nodes.deadline=1s");
    }

    @AfterAll
    static void stop() {
        if (nodes != null) nodes.forEach(RunningService::close);
        if (browser != null) browser.close();
    }

    @BeforeEach
    void enter() {
        enter(1280, 900);
    }

    private void enter(int width, int height) {
        visit = new PageVisit(browser, width, height, "404|501");
        page = visit.page();
    }

    @AfterEach
    void leave() {
        visit.close();
    }

    private void open(String hash) {
        visit.open(nodes.getFirst().address() + "/operations#/" + hash);
    }

    @Test
    @Order(1)
    void theFirstScreenIsOfAllNodesWithinAHundredKilobytes() {
        AtomicLong bytes = visit.transferred();
        List<String> histories = new CopyOnWriteArrayList<>();
        page.onRequest((Request request) -> {
            if (request.url().contains("/history?")) {
                histories.add(request.url());
            }
        });
        open("now");
        assertThat(page.locator(".nodes .card-head")).containsText("3 of 3 nodes answered");
        assertThat(page.locator(".node")).hasCount(3);
        assertThat(page.locator(".node").first()).containsText("this one");
        assertThat(page.locator(".node").first()).containsText(Pattern.compile("/s.*p95.*CPU"));
        assertThat(page.locator(".plot canvas")).hasCount(2);
        assertThat(page.locator(".gauge b")).hasText(Pattern.compile("\\d+"));
        assertThat(page.locator("footer")).containsText("Figures of all nodes that answered");
        assertThat(page.locator(".headroom h2")).hasText("Headroom on this node");
        assertThat(histories).last().asString().contains("nodes=all");
        assertThat(bytes.get()).isBetween(30_000L, 100_000L);
    }

    @Test
    @Order(2)
    void aNodesNameIsTextAndLeadsToItsPage() {
        open("now");
        Locator link =
                page.locator(".node a").filter(new Locator.FilterOptions().setHasText(HOSTILE));
        assertThat(link).hasAttribute("href", nodes.get(1).address() + "/operations");
        assertThat(page.locator("main img, main script")).hasCount(0);
        link.focus();
        page.keyboard().press("Enter");
        page.waitForURL(nodes.get(1).address() + "/operations");
        assertThat(page.locator(".node").first()).containsText(HOSTILE);
        assertThat(page.locator(".node").first()).containsText("this one");
    }

    @Test
    @Order(3)
    void onAPhoneTheStripIsNoWiderThanTheScreen() {
        visit.close();
        enter(390, 844);
        open("now");
        assertThat(page.locator(".node")).hasCount(3);
        assertThat(visit.overhang()).isLessThanOrEqualTo(0);
    }

    @Test
    @Order(4)
    void alertsSayWhoIsToldAndEndpointsSinceWhenTheyCount() {
        open("alerts");
        assertThat(page.locator("section[aria-label='Who is told']"))
                .containsText("no channel is configured");
        open("endpoints");
        assertThat(page.locator("th").filter(new Locator.FilterOptions().setHasText("Since ")))
                .hasText(Pattern.compile("Since \\d.*\\d"));
    }

    @Test
    @Order(5)
    void aNodeThatEndedIsGoneFromTheStrip() {
        open("now");
        assertThat(page.locator(".node")).hasCount(3);
        int port = nodes.get(2).port();
        assertThat(page.locator(".node a[href*=':" + port + "/']")).hasCount(1);
        nodes.get(2).close();
        assertThat(page.locator(".node a[href*=':" + port + "/']")).hasCount(0);
        assertThat(page.locator(".nodes .card-head")).containsText("2 of 2 nodes answered");
    }

    @Test
    @Order(6)
    void aNodeThatDoesNotAnswerIsShownWithTheReason() {
        String gone = "http://127.0.0.1:9";
        RedisClient redis = RedisClient.create(TestServers.redis().url());
        try (var connection = redis.connect()) {
            var commands = connection.sync();
            commands.hset(
                    "nodes-page:{nodes-nodes-page}:words",
                    gone,
                    "{\"instance\":\"g\",\"name\":\"gone\",\"version\":\"\",\"startedMillis\":0}");
            double now = Double.parseDouble(commands.time().getFirst()) * 1_000;
            commands.zadd("nodes-page:{nodes-nodes-page}:signs", now, gone);
            open("now");
            assertThat(page.locator(".nodes .card-head")).containsText("2 of 3 nodes answered");
            assertThat(page.locator(".node.missing"))
                    .containsText(Pattern.compile("cannot be reached|has given no sign for"));
            assertThat(page.locator(".gauge b")).hasText(Pattern.compile("\\d+"));
            commands.zrem("nodes-page:{nodes-nodes-page}:signs", gone);
        } finally {
            redis.shutdown();
        }
    }

    /// The service.
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @RestController
    static class Service {

        @Bean
        static OperatorCheck operators() {
            return request -> ("Bearer " + OPERATOR).equals(request.getHeader("Authorization"));
        }

        @GetMapping("/work")
        String work() {
            return "done";
        }
    }
}
