package io.headroom.spring.operations.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.headroom.spring.OperatorCheck;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a person at the page can rely on, in a real browser. The service has an alert that fires, a
/// route of a hostile name, and no database, so that some of the page's calls are not there.
class OperationsPageBrowserIT {

    private static final String TOKEN = "let-me-in";
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
    private static ConfigurableApplicationContext service;
    private static HttpClient client;

    private BrowserContext context;
    private Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        browser = PageBrowser.start();
        client = HttpClient.newHttpClient();
        Files.writeString(folder.resolve("slo.yaml"), SERVICE_LEVELS);
        service = run("0");
    }

    private static ConfigurableApplicationContext run(String port) throws Exception {
        ConfigurableApplicationContext running =
                SpringApplication.run(
                        Service.class,
                        "--server.port=" + port,
                        "--server.compression.enabled=true",
                        "--spring.threads.virtual.enabled=true",
                        "--headroom.operations.slo-file=" + folder.resolve("slo.yaml"),
                        "--management.endpoints.access.default=none",
                        "--logging.level.root=off");
        for (int i = 0; i < 5; i++) {
            client.send(
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:"
                                                    + running.getEnvironment()
                                                            .getProperty("local.server.port")
                                                    + "/odd/"
                                                    + i))
                            .build(),
                    BodyHandlers.discarding());
        }
        return running;
    }

    @AfterAll
    static void stop() {
        if (service != null) service.close();
        if (client != null) client.close();
        if (browser != null) browser.close();
    }

    @BeforeEach
    void enter() {
        enter(1280, 800);
    }

    private void enter(int width, int height) {
        context = browser.context(width, height);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            boolean absent =
                    message.text().startsWith("Failed to load resource")
                            && message.text().matches(".*\\b(404|501|401|403)\\b.*");
            if (message.type().equals("error") && !absent) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onDialog(dialog -> {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
    }

    @AfterEach
    void leave() {
        context.close();
        assertThat(complaints).isEmpty();
    }

    private static String address(String hash) {
        return "http://127.0.0.1:"
                + service.getEnvironment().getProperty("local.server.port")
                + "/operations#/"
                + hash;
    }

    private void open(String hash) {
        page.navigate(address(hash));
        assertThat(page.locator("#connection")).hasText("Live");
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
        AtomicLong bytes = new AtomicLong();
        CDPSession session = context.newCDPSession(page);
        session.send("Network.enable");
        session.on(
                "Network.loadingFinished",
                event -> bytes.addAndGet(event.get("encodedDataLength").getAsLong()));
        open("now");
        assertThat(page.locator(".plot canvas")).hasCount(2);
        assertThat(page.locator(".splits li").first()).isVisible();
        assertThat(bytes.get()).isBetween(30_000L, 100_000L);
    }

    @Test
    void aHiddenPageFollowsNothingAndTakesItUpAgain() {
        open("now");
        LiveStream stream = service.getBean(LiveStream.class);
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
        page.locator("dialog input[name=token]").fill(TOKEN);
        page.locator("dialog button[type=submit]").click();
        assertThat(page.locator(".message")).containsText("ManyThreads is acknowledged.");
        assertThat(page.locator(".alert")).containsText("I am <i>looking</i>");
        assertThat(acknowledge).hasCount(0);
        assertThat((String) page.evaluate("JSON.stringify(localStorage)")).doesNotContain(TOKEN);
    }

    @Test
    void onAPhoneNothingIsWiderThanTheScreen() {
        context.close();
        enter(390, 844);
        for (String each : PAGES) {
            page.navigate("about:blank");
            open(each);
            assertThat(page.locator("main .bones")).hasCount(0);
            assertThat(
                            ((Number)
                                            page.evaluate(
                                                    "document.documentElement.scrollWidth - innerWidth"))
                                    .intValue())
                    .as(each)
                    .isLessThanOrEqualTo(0);
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
    void aLostConnectionIsShownWithTheAgeOfTheFiguresAndTakenUpAgain() throws Exception {
        String port = service.getEnvironment().getProperty("local.server.port");
        open("slos");
        service.close();
        assertThat(page.locator("#connection")).hasText("Connection lost");
        assertThat(page.locator(".banner")).containsText(Pattern.compile("\\d+ s old"));
        service = run(String.valueOf(port));
        assertThat(page.locator("#connection"))
                .hasText(
                        "Live",
                        new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
                                .setTimeout((double) PATIENCE.toMillis()));
        complaints.removeIf(each -> each.contains("net::ERR"));
    }

    /// The service.
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @RestController
    static class Service {

        @Bean
        static OperatorCheck operators() {
            return request -> ("Bearer " + TOKEN).equals(request.getHeader("Authorization"));
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
