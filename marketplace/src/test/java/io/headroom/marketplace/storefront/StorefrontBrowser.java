package io.headroom.marketplace.storefront;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Debian's Chromium, driven by the Playwright driver that `.ci/install-browser` installs.
///
/// Where either is missing the tests are skipped and say what to do; in CI (`CI=true`) that is a
/// failure.
final class StorefrontBrowser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER =
            Path.of("src/test/browser/node_modules/driver").toAbsolutePath();

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

    private StorefrontBrowser(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static StorefrontBrowser start() {
        requireInstalled(CHROMIUM);
        requireInstalled(DRIVER.resolve("node"));
        requireInstalled(DRIVER.resolve("package/cli.js"));
        System.setProperty("playwright.cli.dir", DRIVER.toString());
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
        return new StorefrontBrowser(playwright, browser);
    }

    private static void requireInstalled(Path file) {
        if (!Files.exists(file)) {
            throw Prerequisite.missing(
                    "The browser tests need " + file + ": run .ci/install-browser");
        }
    }

    /// A visitor with an empty memory, English, and a window of the given size in CSS pixels.
    Visitor visitor(String shopUrl, int width, int height) {
        return new Visitor(
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setBaseURL(shopUrl)
                                .setLocale("en-GB")
                                .setViewportSize(width, height)),
                shopUrl);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
