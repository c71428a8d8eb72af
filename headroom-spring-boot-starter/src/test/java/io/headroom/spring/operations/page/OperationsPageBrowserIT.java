package io.headroom.spring.operations.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.running.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a person at the page can rely on, in a real browser. The service has an alert that fires, a
/// route of a hostile name, and no database, so that some of the page's calls are not there.
class OperationsPageBrowserIT {

    private static final String HOSTILE =
            "/odd/<img src=x onerror=alert(1)><script>alert(2)</script>";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> PAGES =
            List.of(
                    "now",
                    "endpoints",
                    "findings",
                    "capacity",
                    "alerts",
                    "slos",
                    "database",
                    "cache",
                    "jobs",
                    "locks",
                    "memory");

    private static final String SERVICE_LEVELS =
            """
            objectives:
              - name: answers
                description: 95 % of the requests succeed.
                component: application
                target: 95
                events: requests
            alerts:
              - name: ManyThreads
                priority: high
                component: application
                figure: jvm.threads
                above: 1
                for: 0s
                summary: There is more than one <b>thread</b>.
            """;

    @TempDir private static Path folder;

    private static PageBrowser browser;
    private static RunningService service;

    private PageVisit visit;
    private Page page;

    @BeforeAll
    static void start() throws IOException {
        browser = PageBrowser.start();
        Files.writeString(folder.resolve("slo.yaml"), SERVICE_LEVELS);
        service = run(0);
    }

    private static RunningService run(int port) {
        RunningService running =
                RunningService.start(
                        Service.class,
                        "--server.port=" + port,
                        "--server.compression.enabled=true",
                        "--spring.threads.virtual.enabled=true",
                        "--headroom.operations.slo-file=" + folder.resolve("slo.yaml"));
        for (int i = 0; i < 5; i++) {
            running.get("/odd/" + i);
        }
        return running;
    }

    @AfterAll
    static void stop() {
        if (service != null) service.close();
        if (browser != null) browser.close();
    }

    @BeforeEach
    void enter() {
        enter(1280, 800);
    }

    private void enter(int width, int height) {
        visit = new PageVisit(browser, width, height, "404|501|401|403");
        page = visit.page();
    }

    @AfterEach
    void leave() {
        visit.close();
    }

    private void open(String hash) {
        visit.open(service.address() + "/operations#/" + hash);
    }

    @Test
    void theFirstScreenShowsTheScoreAndGoesOnByItself() {
        open("now");
        assertThat(page.locator(".gauge b")).hasText(Pattern.compile("\\d+"));
        assertThat(page.locator(".gauge"))
                .hasAttribute("aria-label", Pattern.compile("Health score .* of 100"));
        assertThat(page.locator(".budget-list")).containsText("answers");
        assertThat(page.locator(".plot canvas")).hasCount(2);
        Locator uptime = page.locator("footer span").nth(1);
        String before = uptime.textContent();
        assertThat(uptime).not().hasText(before);
    }

    @Test
    void everyPageOpensWithoutAComplaint() {
        open("now");
        for (String each : PAGES) {
            page.locator("nav a[href='#/" + each + "']").click();
            assertThat(page.locator("nav a[aria-current=page]")).hasAttribute("href", "#/" + each);
            assertThat(page.locator("main .bones")).hasCount(0);
            assertThat(page.locator("main h1")).hasCount(1);
        }
    }

    @Test
    void lessThanAHundredKilobytesAreTransferred() {
        AtomicLong bytes = visit.transferred();
        open("now");
        assertThat(page.locator(".plot canvas")).hasCount(2);
        assertThat(page.locator(".splits li").first()).isVisible();
        assertThat(bytes.get()).isBetween(30_000L, 100_000L);
    }

    @Test
    void aHiddenPageFollowsNothingAndTakesItUpAgain() {
        open("now");
        LiveStream stream = service.bean(LiveStream.class);
        await().atMost(PATIENCE).until(() -> stream.listeners() == 1);
        see(false);
        assertThat(page.locator("#connection")).hasText("Paused");
        await().atMost(PATIENCE).until(() -> stream.listeners() == 0);
        see(true);
        assertThat(page.locator("#connection")).hasText("Live");
        await().atMost(PATIENCE).until(() -> stream.listeners() == 1);
    }

    private void see(boolean visible) {
        page.evaluate(
                """
                visible => {
                  Object.defineProperty(document, 'hidden', { configurable: true, get: () => !visible });
                  Object.defineProperty(document, 'visibilityState',
                    { configurable: true, get: () => visible ? 'visible' : 'hidden' });
                  document.dispatchEvent(new Event('visibilitychange'));
                }
                """,
                visible);
    }

    @Test
    void hostileNamesAreText() {
        open("endpoints");
        assertThat(page.getByText(HOSTILE).first()).isVisible();
        assertThat(page.locator("main img, main script")).hasCount(0);
        open("alerts");
        assertThat(page.getByText("There is more than one <b>thread</b>.").first()).isVisible();
    }

    @Test
    void anAlertIsAcknowledgedWithTheTokenAndNotWithout() {
        open("alerts");
        Locator acknowledge =
                page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Acknowledge ManyThreads"));
        acknowledge.click();
        page.getByLabel("Note").fill("I am <i>looking</i>");
        Locator uptime = page.locator("footer span").nth(1);
        String before = uptime.textContent();
        assertThat(uptime).not().hasText(before);
        assertThat(page.getByLabel("Note")).hasValue("I am <i>looking</i>");
        page.locator("dialog button[type=submit]").click();
        page.locator("dialog input[name=token]").fill("wrong");
        page.locator("dialog button[type=submit]").click();
        assertThat(page.locator("dialog")).containsText("The token is not an operator's.");
        page.locator("dialog input[name=token]").fill(OPERATOR);
        page.locator("dialog button[type=submit]").click();
        assertThat(page.locator(".message")).containsText("ManyThreads is acknowledged.");
        assertThat(page.locator(".alert")).containsText("I am <i>looking</i>");
        assertThat(acknowledge).hasCount(0);
        assertThat((String) page.evaluate("JSON.stringify(localStorage)")).doesNotContain(OPERATOR);
    }

    @Test
    void onAPhoneNothingIsWiderThanTheScreen() {
        visit.close();
        enter(390, 844);
        for (String each : PAGES) {
            page.navigate("about:blank");
            open(each);
            assertThat(page.locator("main .bones")).hasCount(0);
            assertThat(visit.overhang()).as(each).isLessThanOrEqualTo(0);
        }
    }

    @Test
    void theKeyboardReachesTheContentAndEveryPage() {
        open("now");
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();
        page.locator("nav a").nth(1).focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Endpoints");
    }

    @Test
    void aLostConnectionIsShownWithTheAgeOfTheFiguresAndTakenUpAgain() {
        int port = service.port();
        open("slos");
        service.close();
        assertThat(page.locator("#connection")).hasText("Connection lost");
        assertThat(page.locator(".banner")).containsText(Pattern.compile("\\d+ s old"));
        service = run(port);
        assertThat(page.locator("#connection"))
                .hasText(
                        "Live",
                        new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
                                .setTimeout((double) PATIENCE.toMillis()));
        visit.forgive("net::ERR");
    }

    /// The service.
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @RestController
    static class Service {

        @Bean
        static OperatorCheck operators() {
            return request -> ("Bearer " + OPERATOR).equals(request.getHeader("Authorization"));
        }

        /// Answers under a pattern that is markup.
        @GetMapping("/odd/{id}")
        String odd(jakarta.servlet.http.HttpServletRequest request) {
            request.setAttribute(
                    org.springframework.web.servlet.HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE,
                    HOSTILE);
            return "odd";
        }
    }
}
