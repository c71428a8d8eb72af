package io.headroom.marketplace.storefront;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// One person with one browser window, who remembers every complaint of the browser and every
/// request.
final class Visitor implements AutoCloseable {

    private final BrowserContext context;
    private final String shopUrl;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    Visitor(BrowserContext context, String shopUrl) {
        this.context = context;
        this.shopUrl = shopUrl;
        this.page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning"))
                complaints.add(message.text());
        });
        page.onPageError(complaints::add);
        page.onDialog(dialog -> {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onRequest(
                request -> requests.add(request.url().substring(originLength(request.url()))));
    }

    private int originLength(String url) {
        return url.startsWith(shopUrl) ? shopUrl.length() : 0;
    }

    /// Opens an address of the shop.
    Visitor opens(String path) {
        page.navigate(path);
        return this;
    }

    Page page() {
        return page;
    }

    /// Cards of items, not the grey ones that stand in for them.
    Locator cards() {
        return page.locator(".grid > .card[data-id]");
    }

    Locator searchField() {
        return page.locator("#q");
    }

    void presses(String... keys) {
        for (String key : keys) page.keyboard().press(key);
    }

    double scrollHeight() {
        return ((Number) page.evaluate("scrollY")).doubleValue();
    }

    String focused() {
        return (String) page.evaluate("document.activeElement.outerHTML.slice(0, 200)");
    }

    /// Paths and queries of all requests so far.
    List<String> requests() {
        return List.copyOf(requests);
    }

    /// Errors and warnings of the console, uncaught exceptions, violations of the content security
    /// policy, dialogs.
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        context.close();
    }
}
