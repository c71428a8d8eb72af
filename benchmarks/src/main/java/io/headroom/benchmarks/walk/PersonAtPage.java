package io.headroom.benchmarks.walk;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Debian's Chromium at the operations' page, driven by what `.ci/install-browser` installs.
final class PersonAtPage implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("marketplace/src/test/browser/node_modules/driver");
    private static final List<String> FLAGS =
            List.of(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync");
    private static final double PATIENCE_MILLIS = 20_000;

    private final Playwright playwright;
    private final Browser browser;
    private final Path pictures;
    private final String address;
    private final Page page;

    private PersonAtPage(Playwright playwright, Browser browser, Path pictures, String address) {
        this.playwright = playwright;
        this.browser = browser;
        this.pictures = pictures;
        this.address = address;
        this.page = page(1280, 1000, ColorScheme.LIGHT);
    }

    /// Tells what is missing before anything long begins.
    static void refuseWithoutBrowser() throws IOException {
        for (Path file : List.of(CHROMIUM, DRIVER.resolve("node"))) {
            if (!Files.exists(file)) {
                throw new IOException(file + " is missing: run .ci/install-browser");
            }
        }
    }

    /// @param url of the service
    /// @param pictures the folder where pictures go
    static PersonAtPage at(String url, Path pictures) throws IOException {
        System.setProperty("playwright.cli.dir", DRIVER.toAbsolutePath().toString());
        Playwright playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(CHROMIUM)
                                        .setHeadless(true)
                                        .setArgs(FLAGS));
        Files.createDirectories(pictures);
        return new PersonAtPage(playwright, browser, pictures, url + "/operations");
    }

    private Page page(int width, int height, ColorScheme colours) {
        BrowserContext context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setLocale("en-GB")
                                .setColorScheme(colours)
                                .setViewportSize(width, height));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        return context.newPage();
    }

    /// Opens a page, and waits until it is there with its figures.
    ///
    /// @param name as in its address, such as `findings`
    void open(String name) {
        open(page, name);
    }

    private void open(Page at, String name) {
        at.navigate(address + "#/" + name);
        at.waitForCondition(() -> at.locator("#connection").textContent().contains("Live"));
        at.waitForCondition(() -> at.locator("main .bones").count() == 0);
    }

    /// Takes a picture of the screen.
    void picture(String name) {
        picture(page, name);
    }

    /// Takes a picture of the page, also of what is below the screen.
    void wholePicture(String name) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(pictures.resolve(name + ".png"))
                        .setFullPage(true));
    }

    private void picture(Page at, String name) {
        at.screenshot(new Page.ScreenshotOptions().setPath(pictures.resolve(name + ".png")));
    }

    /// Takes a picture as on a phone at night.
    void phonePicture(String address, String name) {
        Page phone = page(390, 844, ColorScheme.DARK);
        open(phone, address);
        // The first seconds of the stream fill the charts.
        phone.waitForTimeout(3_000);
        picture(phone, name);
        phone.context().close();
    }

    void waitFor(String text, double millis) {
        page.getByText(text).first().waitFor(new Locator.WaitForOptions().setTimeout(millis));
    }

    void waitMillis(double millis) {
        page.waitForTimeout(millis);
    }

    /// Presses the first button whose name begins so.
    void press(String name) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(Pattern.compile("^" + name)))
                .first()
                .click();
        page.waitForTimeout(300);
    }

    void confirm() {
        page.locator("dialog button[type=submit]").click();
    }

    /// Gives the operator's token, as the page asks for it once.
    void identify(String token) {
        page.locator("dialog input[name=token]").fill(token);
        confirm();
        page.locator("dialog input[name=token]")
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
