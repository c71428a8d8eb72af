package io.headroom.load;

import java.io.PrintStream;
import java.net.http.HttpClient;

/// What shoppers ask for, for a generator that costs less than Gatling and so can offer more on the
/// same machine. It knows no answers: it follows no page and sends no validator.
final class Addresses {

    private Addresses() {}

    /// Prints paths with their queries, one a line, session by session.
    static void print(LoadOptions options, PrintStream out) {
        Catalogue catalogue;
        try (HttpClient client = HttpClient.newHttpClient()) {
            catalogue =
                    new CatalogueReader(client, options.url(), options.seed())
                            .read(options.queries(), false);
        }
        Traffic traffic = new Traffic(catalogue, options.seed());
        Script script = traffic.shopper(0);
        for (int printed = 0; printed < options.addresses(); printed++) {
            int place = printed % Profile.SESSION_REQUESTS;
            if (place == 0) {
                script = traffic.shopper(printed / Profile.SESSION_REQUESTS);
            }
            out.println(script.next().address());
        }
    }
}
