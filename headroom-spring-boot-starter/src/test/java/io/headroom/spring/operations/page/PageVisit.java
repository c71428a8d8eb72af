package io.headroom.spring.operations.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// A person at the page of the operations, with an empty memory, and what the browser complains of
/// meanwhile: errors of the console and of scripts, and dialogs.
final class PageVisit implements AutoCloseable {

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    /// @param width of the window, in CSS pixels
    /// @param height of the window, in CSS pixels
    /// @param refusals the statuses that are no complaint, with `|` between them
    PageVisit(PageBrowser browser, int width, int height, String refusals) {
        context = browser.context(width, height);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            boolean refused =
                    message.text().startsWith("Failed to load resource")
                            && message.text().matches(".*\\b(" + refusals + ")\\b.*");
            if (message.type().equals("error") && !refused) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onDialog(dialog -> {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
    }

    Page page() {
        return page;
    }

    /// Goes to an address and waits until its figures are live.
    void open(String address) {
        page.navigate(address);
        assertThat(page.locator("#connection")).hasText("Live");
    }

    /// The bytes that are transferred from now on, as they were encoded.
    AtomicLong transferred() {
        AtomicLong bytes = new AtomicLong();
        CDPSession session = context.newCDPSession(page);
        session.send("Network.enable");
        session.on(
                "Network.loadingFinished",
                event -> bytes.addAndGet(event.get("encodedDataLength").getAsLong()));
        return bytes;
    }

    /// How many CSS pixels the page is wider than the window.
    int overhang() {
        return ((Number) page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                .intValue();
    }

    /// Takes back complaints that the test provoked.
    void forgive(String part) {
        complaints.removeIf(each -> each.contains(part));
    }

    /// Ends the visit, of which nothing may have been complained.
    @Override
    public void close() {
        context.close();
        assertThat(complaints).isEmpty();
    }
}
