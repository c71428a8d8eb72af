package io.headroom.marketplace.storefront;

import java.util.ServiceLoader;

/// A running shop with a catalogue, for the browser to visit.
///
/// [#running()] finds it: the shop that `HEADROOM_SHOP_URL` names (with `HEADROOM_SHOP_TOKEN` as
/// the operator's token), else the one that the service loader knows, started once for all tests
/// and ended with the JVM.
public interface Shop {

    /// Where the storefront answers, without a slash at the end; starts the shop upon the first
    /// call.
    String url();

    /// A bearer token that may write to the catalogue.
    String operatorToken();

    /// The shop to test.
    static Shop running() {
        String url = System.getenv("HEADROOM_SHOP_URL");
        if (url != null && !url.isBlank()) {
            return new Elsewhere(
                    url.strip().replaceAll("/+$", ""),
                    System.getenv().getOrDefault("HEADROOM_SHOP_TOKEN", ""));
        }
        return ServiceLoader.load(Shop.class)
                .findFirst()
                .orElseThrow(() ->
                        Prerequisite.missing(
                                "No shop to visit: set HEADROOM_SHOP_URL, or name an implementation of "
                                        + Shop.class.getName()
                                        + " in META-INF/services"));
    }

    /// A shop that somebody else started.
    record Elsewhere(String url, String operatorToken) implements Shop {}
}
