package io.headroom.spring.operations.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// Debian's Chromium, driven by the Playwright driver that `.ci/install-browser` installs.
///
/// Where either is missing the tests are skipped and say what to do; in CI (`CI=true`) that is a
/// failure.
final class PageBrowser implements AutoCloseable {

    /// The machine of a test may be busy.
    private static final double PATIENCE_MILLIS = 20_000;

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER =
            Path.of("../marketplace/src/test/browser/node_modules/driver")
                    .toAbsolutePath()
                    .normalize();

    /// Nothing of the browser's own may call anywhere, and containers have neither sandbox nor GPU.
    private static final List<String> FLAGS =
            List.of(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private PageBrowser(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static PageBrowser start() {
        for (Path file :
                List.of(CHROMIUM, DRIVER.resolve("node"), DRIVER.resolve("package/cli.js"))) {
            if (!Files.exists(file)) {
                String message = "The browser tests need " + file + ": run .ci/install-browser";
                Assumptions.assumeTrue(Boolean.parseBoolean(System.getenv("CI")), message);
                throw new IllegalStateException(message);
            }
        }
        System.setProperty("playwright.cli.dir", DRIVER.toString());
        Playwright playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        Browser browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(CHROMIUM)
                                        .setHeadless(true)
                                        .setArgs(FLAGS));
        return new PageBrowser(playwright, browser);
    }

    /// A person with an empty memory and a window of the given size in CSS pixels.
    BrowserContext context(int width, int height) {
        return browser.newContext(
                new Browser.NewContextOptions().setLocale("en-GB").setViewportSize(width, height));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
