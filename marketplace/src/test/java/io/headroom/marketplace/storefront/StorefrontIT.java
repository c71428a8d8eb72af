package io.headroom.marketplace.storefront;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.LoadState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a visitor can rely on. Each fact is checked with a fresh visitor who has no memory of the
/// others.
class StorefrontIT {

    private static final int PAGE = 24;
    private static final Pattern CATEGORY_OF_FIRST_ITEM =
            Pattern.compile("\"category\":\"([a-z0-9-]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

    private static StorefrontBrowser browser;
    private static Shop shop;
    private static HttpClient http;

    private Visitor visitor;

    @BeforeAll
    static void openShop() {
        browser = StorefrontBrowser.start();
        shop = Shop.running();
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) browser.close();
        if (http != null) http.close();
    }

    @BeforeEach
    void enter() {
        visitor = browser.visitor(shop.url(), 1280, 800);
    }

    @AfterEach
    void leave() {
        visitor.close();
    }

    @Test
    void gridShowsItemsAndLoadsMoreOnScroll() {
        visitor.opens("/search");
        assertThat(visitor.cards()).hasCount(PAGE);
        assertThat(visitor.cards().first().locator(".price")).not().isEmpty();

        visitor.cards().last().scrollIntoViewIfNeeded();

        assertThat(visitor.cards().nth(PAGE)).isAttached();
        assertThat(visitor.page().locator("#announcer")).containsText("more item");
        assertThat(idsAreDistinct(visitor.cards())).isTrue();
    }

    @Test
    void picturesBelowTheFoldAreNotFetchedAtFirst() {
        visitor.close();
        visitor = browser.visitor(shop.url(), 390, 600);
        visitor.opens("/search");
        assertThat(visitor.cards()).hasCount(PAGE);
        Locator lastPicture = visitor.cards().last().locator("img");
        assertThat(lastPicture).hasAttribute("loading", "lazy");
        assertThat(lastPicture).hasAttribute("width", "480");
        assertThat(lastPicture).hasAttribute("height", "480");
        visitor.page().waitForLoadState(LoadState.NETWORKIDLE);
        assertThat(
                        (Boolean)
                                lastPicture.evaluate(
                                        "image => image.complete && image.naturalWidth > 0"))
                .isFalse();

        lastPicture.scrollIntoViewIfNeeded();

        visitor.page()
                .waitForFunction(
                        "image => image.complete && image.naturalWidth > 0",
                        lastPicture.elementHandle());
    }

    @Test
    void searchSuggestsAndFinds() {
        visitor.opens("/");
        String word = aWordOfTheCatalogue();
        visitor.searchField().click();
        visitor.searchField().pressSequentially(word.substring(0, word.length() - 1));
        Locator options = visitor.page().getByRole(AriaRole.OPTION);
        assertThat(options.first()).isVisible();
        assertThat(visitor.searchField()).hasAttribute("aria-expanded", "true");

        visitor.presses("Escape");
        assertThat(visitor.searchField()).hasAttribute("aria-expanded", "false");
        visitor.searchField().fill(word);
        visitor.presses("Enter");

        assertThat(visitor.page()).hasURL(Pattern.compile("/search\\?q=" + word + "$"));
        assertThat(visitor.page().locator("h1")).containsText(word);
        assertThat(visitor.page().locator(".card-name mark").first()).isVisible();
    }

    @Test
    void facetNarrowsResults() {
        visitor.opens("/search?q=" + aWordOfTheCatalogue());
        assertThat(visitor.cards().first()).isVisible();
        Locator brand = visitor.page().locator(".filter > ul [data-key^=brand-]").last();
        int expected =
                Integer.parseInt(brand.locator(".count").textContent().replaceAll("\\D", ""));

        brand.press("Enter");

        assertThat(visitor.page()).hasURL(Pattern.compile("[?&]brand="));
        assertThat(visitor.page().locator(".chip")).hasCount(1);
        assertThat(visitor.cards()).hasCount(Math.min(expected, PAGE));

        visitor.page().locator(".chip").click();
        assertThat(visitor.page().locator(".chip")).hasCount(0);
    }

    @Test
    void itemPageShowsSimilarItems() {
        visitor.opens("/search");
        Locator link = visitor.cards().first().locator("a");
        String name = link.innerText();
        link.click();

        assertThat(visitor.page()).hasURL(Pattern.compile("/item/\\d+$"));
        assertThat(visitor.page().locator("h1")).hasText(name);
        assertThat(visitor.page()).hasTitle(name + " · Headroom");
        assertThat(visitor.page().locator(".item-facts .price")).not().isEmpty();
        assertThat(visitor.page().locator(".attributes tr").first()).isVisible();
        Locator similar = visitor.page().locator("#similar .card[data-id] a");
        assertThat(similar.first()).isAttached();
        String other = similar.first().innerText();

        similar.first().click();

        assertThat(visitor.page().locator("h1")).hasText(other);
        assertThat(visitor.requests())
                .filteredOn(request -> request.endsWith("/events"))
                .as("one view for each of the two pages")
                .hasSize(2);
    }

    @Test
    void languageSwitchTurnsTextsSpanish() {
        visitor.opens("/");
        assertThat(visitor.page().locator("html")).hasAttribute("lang", "en");

        visitor.page().locator("[data-language=es]").click();

        assertThat(visitor.page().locator("html")).hasAttribute("lang", "es");
        assertThat(visitor.page().locator("h1")).hasText("Cosas buenas, bien halladas.");
        assertThat(visitor.page().locator("#categories-button")).containsText("Categorías");
        assertThat(visitor.cards().first()).isVisible();
        assertThat(visitor.requests())
                .anyMatch(request -> request.matches("/api/catalog/items\\?.*lang=es.*"));

        visitor.page().reload();
        assertThat(visitor.page().locator("h1")).hasText("Cosas buenas, bien halladas.");
    }

    @Test
    void everythingWorksWithTheKeyboard() {
        visitor.opens("/");
        assertThat(visitor.cards().first()).isAttached();
        visitor.presses("Tab");
        assertThat(visitor.focused()).contains("class=\"skip\"");
        visitor.presses("Enter");
        assertThat(visitor.focused()).contains("id=\"main\"");

        Locator categories = visitor.page().locator("#categories-button");
        categories.focus();
        visitor.presses("Enter");
        assertThat(visitor.page().locator("#categories-panel a").first()).isVisible();
        visitor.presses("Tab");
        assertThat(visitor.focused()).doesNotContain("categories-button");
        categories.focus();
        visitor.presses("Enter");
        assertThat(visitor.page().locator("#categories-panel")).isHidden();

        visitor.presses("/");
        assertThat(visitor.searchField()).isFocused();
        visitor.page().keyboard().type(aWordOfTheCatalogue().substring(0, 3));
        assertThat(visitor.page().getByRole(AriaRole.OPTION).first()).isVisible();
        visitor.presses("ArrowDown");
        assertThat(visitor.searchField()).hasAttribute("aria-activedescendant", "suggestion-0");
        visitor.presses("Enter");
        assertThat(visitor.page()).not().hasURL(shop.url() + "/");
        assertThat(visitor.page().locator("h1")).isFocused();

        visitor.page().navigate("/search");
        assertThat(visitor.cards()).hasCount(PAGE);
        Locator more = visitor.page().locator(".grid-foot button");
        more.focus();
        visitor.presses("Enter");
        assertThat(visitor.cards().nth(PAGE)).isAttached();

        Locator heart = visitor.cards().first().locator(".heart");
        heart.focus();
        visitor.presses("Space");
        assertThat(heart).hasAttribute("aria-pressed", "true");
        visitor.page().locator("#favourites-button").focus();
        visitor.presses("Enter");
        assertThat(visitor.page().locator("#favourites .saved")).hasCount(1);
        visitor.presses("Escape");
        assertThat(visitor.page().locator("#favourites")).isHidden();

        visitor.cards().first().locator("a").focus();
        visitor.presses("Enter");
        assertThat(visitor.page()).hasURL(Pattern.compile("/item/\\d+$"));
        assertThat(visitor.page().locator("h1")).isFocused();
    }

    @Test
    void phoneViewportHasNoHorizontalScroll() {
        visitor.close();
        for (int width : new int[] {320, 390}) {
            visitor = browser.visitor(shop.url(), width, 700);
            for (String path :
                    new String[] {
                        "/", "/search", "/search?q=" + aWordOfTheCatalogue(), "/item/" + firstId()
                    }) {
                visitor.opens(path);
                assertThat(visitor.page().locator(".card[data-id]").first()).isAttached();
                assertThat(visitor.page().evaluate("document.documentElement.scrollWidth"))
                        .as("width of %s in a window of %d", path, width)
                        .isEqualTo(width);
            }
            if (width == 320) visitor.close();
        }
    }

    @Test
    void aScriptInANameIsShownAsText() {
        String name = "Zyxquil <script>alert(1)</script> <img src=x onerror=alert(2)>";
        String id = create(name);

        visitor.opens("/item/" + id);
        assertThat(visitor.page().locator("h1")).hasText(name);
        assertThat(visitor.page().locator(".description")).containsText("<b onclick");

        // The index of the search follows the catalogue within seconds.
        for (int attempt = 0; attempt < 100 && visitor.cards().count() == 0; attempt++) {
            visitor.page().waitForTimeout(200);
            visitor.opens("/search?q=zyxquil");
            visitor.page().waitForSelector(".card[data-id], .panel");
        }
        assertThat(visitor.cards().first().locator("a")).hasText(name);
        assertThat(visitor.page().locator("main script, main img[src=x]")).hasCount(0);
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void noConsoleErrorsAndNoCspViolations() {
        for (String path :
                new String[] {
                    "/",
                    "/search",
                    "/search?q=" + aWordOfTheCatalogue(),
                    "/category/" + firstCategory(),
                    "/item/" + firstId()
                }) {
            visitor.opens(path);
            assertThat(visitor.page().locator(".card[data-id]").first()).isAttached();
            visitor.page().waitForLoadState(LoadState.NETWORKIDLE);
        }
        assertThat(visitor.complaints()).isEmpty();
        assertThat(visitor.requests())
                .as("everything comes from the shop itself")
                .allMatch(request -> request.startsWith("/"));
    }

    @Test
    void backRestoresScroll() {
        visitor.opens("/search");
        assertThat(visitor.cards()).hasCount(PAGE);
        visitor.cards().last().scrollIntoViewIfNeeded();
        Locator later = visitor.cards().nth(PAGE + 5);
        later.scrollIntoViewIfNeeded();
        double height = visitor.scrollHeight();
        assertThat(height).isGreaterThan(500);
        later.locator("a").click();
        assertThat(visitor.page()).hasURL(Pattern.compile("/item/\\d+$"));
        assertThat(visitor.page().locator("h1")).not().isEmpty();
        assertThat(visitor.scrollHeight()).isLessThan(100);

        visitor.page().goBack();

        assertThat(later).isVisible();
        assertThat(visitor.scrollHeight()).isBetween(height - 5, height + 5);
        assertThat(later.locator("a")).isFocused();
    }

    @Test
    void aBusyShopIsAskedAgainByItself() {
        AtomicInteger asked = new AtomicInteger();
        visitor.page()
                .route(
                        "**/api/catalog/items?*",
                        route -> {
                            if (asked.incrementAndGet() > 1) {
                                route.resume();
                                return;
                            }
                            route.fulfill(
                                    new Route.FulfillOptions()
                                            .setStatus(503)
                                            .setHeaders(
                                                    Map.of(
                                                            "Retry-After",
                                                            "2",
                                                            "X-Correlation-Id",
                                                            "reference-17"))
                                            .setContentType("application/problem+json")
                                            .setBody(
                                                    "{\"title\":\"Service Unavailable\",\"status\":503}"));
                        });
        visitor.opens("/search");

        assertThat(visitor.page().getByRole(AriaRole.ALERT)).containsText("reference-17");
        assertThat(visitor.cards()).hasCount(PAGE);
        assertThat(visitor.page().getByRole(AriaRole.ALERT)).hasCount(0);
    }

    private static boolean idsAreDistinct(Locator cards) {
        return (Boolean)
                cards.evaluateAll(
                        "all => new Set(all.map(card => card.dataset.id)).size === all.length");
    }

    /// The longest plain word in the name of the most popular item.
    private static String aWordOfTheCatalogue() {
        String names = firstItem("name");
        Matcher words =
                Pattern.compile("[A-Za-z]{4,}")
                        .matcher(names.substring(names.indexOf("\"name\":\"") + 8));
        assertThat(words.find()).as(names).isTrue();
        return words.group().toLowerCase(Locale.ROOT);
    }

    private static String firstId() {
        return found(ID, firstItem("id"));
    }

    private static String firstCategory() {
        return found(CATEGORY_OF_FIRST_ITEM, firstItem("category"));
    }

    private static String firstItem(String field) {
        return send(HttpRequest.newBuilder(
                                URI.create(
                                        shop.url()
                                                + "/api/catalog/items?limit=1&sort=-popularity&fields="
                                                + field))
                        .build())
                .body();
    }

    private static String create(String name) {
        String body =
                """
                {"sku":"storefront-%d","name":"%s","description":"<b onclick='alert(3)'>bold</b>","category":"%s",
                "merchantId":1,"price":{"amount":"9.50","currency":"GBP"},"stock":3,"attributes":{"<i>colour":"</td>red"},
                "images":[],"active":true}
                """
                        .formatted(ProcessHandle.current().pid(), name, firstCategory());
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(URI.create(shop.url() + "/api/catalog/items"))
                                .header("Content-Type", "application/json")
                                .header("Authorization", "Bearer " + shop.operatorToken())
                                .POST(BodyPublishers.ofString(body))
                                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return found(ID, answer.body());
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The visit was interrupted", stopped);
        }
    }
}
