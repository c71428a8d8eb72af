package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.headroom.marketplace.identity.Caller;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A shop of two nodes with a real mail server and a gateway for text messages, for all who test
/// orders and what follows from them.
final class OrderShop {

    /// One that the demo catalogue has.
    static final int MERCHANT = 2;

    /// What the gateway got: the idempotency key and the body of each.
    static final List<String> MESSAGES = new CopyOnWriteArrayList<>();

    private static final class Holder {

        private static final GreenMail MAIL =
                new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        private static final RunningShop SHOP = start();

        private static RunningShop start() {
            MAIL.start();
            try {
                return RunningShop.onSharedServers(
                        2,
                        "--headroom.mail.url=smtp://127.0.0.1:" + MAIL.getSmtp().getPort(),
                        "--headroom.mail.from=shop@example.org",
                        "--headroom.sms.url=http://127.0.0.1:" + gateway() + "/",
                        "--headroom.sms.secret=test");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// @return its port
        private static int gateway() throws IOException {
            HttpServer gateway =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            gateway.createContext("/", Holder::take);
            gateway.start();
            return gateway.getAddress().getPort();
        }

        private static void take(HttpExchange exchange) throws IOException {
            // The first message is to be sent again.
            boolean first = MESSAGES.isEmpty();
            MESSAGES.add(
                    exchange.getRequestHeaders().getFirst("Idempotency-Key")
                            + " "
                            + new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
            if (first) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            }
            exchange.sendResponseHeaders(first ? 429 : 202, -1);
            exchange.close();
        }
    }

    private OrderShop() {}

    /// The shop, started by who asks first.
    static RunningShop get() {
        return Holder.SHOP;
    }

    static JdbcClient jdbc() {
        return JdbcClient.create(get().database());
    }

    static long item(int merchant, int stock, String price) {
        String sku = UUID.randomUUID().toString();
        HttpResponse<String> created =
                get().write(
                                1,
                                "POST",
                                "/api/catalog/items",
                                """
                                {"sku":"%s","name":"Kettle %s","category":"kitchen","merchantId":%d,"stock":%d,
                                 "price":{"amount":"%s","currency":"GBP"}}
                                """
                                        .formatted(sku, sku, merchant, stock, price));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return json(created).get("id").asLong();
    }

    static int newMerchant() {
        return jdbc().sql(
                        "INSERT INTO merchant (slug, name, country) VALUES (:slug, 'Kettles & more', 'GB') RETURNING id")
                .param("slug", UUID.randomUUID().toString())
                .query(Integer.class)
                .single();
    }

    static String bearer(Caller caller) {
        try {
            return "Bearer " + get().token(caller);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String merchant(int id) {
        return bearer(new Caller.Merchant(id));
    }

    static String draft(long item, int quantity, String email) {
        return "{\"items\":[{\"itemId\":%d,\"quantity\":%d}],\"email\":\"%s\"}"
                .formatted(item, quantity, email);
    }

    static HttpResponse<String> order(int node, int merchant, String body, String... headers) {
        List<String> all = new ArrayList<>(Arrays.asList(headers));
        all.addAll(List.of("Authorization", merchant(merchant)));
        return get().write(node, "POST", "/api/orders", body, all.toArray(String[]::new));
    }

    static List<MimeMessage> mailsTo(String address) {
        return Arrays.stream(Holder.MAIL.getReceivedMessages())
                .filter(message -> {
                    try {
                        return message.getAllRecipients()[0].toString().equals(address);
                    } catch (MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }
}
