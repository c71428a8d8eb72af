package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.eventually;
import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.headroom.marketplace.audit.AuditVerdict;
import io.headroom.marketplace.audit.AuditVerifier;
import io.headroom.marketplace.identity.Caller;
import io.headroom.marketplace.identity.TokenKey;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Orders in a shop of two nodes with a real mail server and a gateway for text messages.
class OrdersIT {

    private static final int MERCHANT = 2;

    private static GreenMail mail;
    private static HttpServer gateway;
    private static final List<String> MESSAGES = new CopyOnWriteArrayList<>();
    private static RunningShop shop;

    @BeforeAll
    static void start() throws Exception {
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext(
                "/",
                exchange -> {
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
                });
        gateway.start();
        shop =
                RunningShop.onSharedServers(
                        2,
                        "--headroom.mail.url=smtp://127.0.0.1:" + mail.getSmtp().getPort(),
                        "--headroom.mail.from=shop@example.org",
                        "--headroom.sms.url=http://127.0.0.1:"
                                + gateway.getAddress().getPort()
                                + "/",
                        "--headroom.sms.secret=test");
    }

    @AfterAll
    static void stop() {
        shop.close();
        gateway.stop(0);
        mail.stop();
    }

    private static JdbcClient jdbc() {
        return JdbcClient.create(shop.database());
    }

    private static long item(int merchant, int stock, String price) {
        String sku = UUID.randomUUID().toString();
        HttpResponse<String> created =
                shop.write(
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

    private static int newMerchant() {
        return jdbc().sql(
                        "INSERT INTO merchant (slug, name, country) VALUES (:slug, 'Kettles & more', 'GB') RETURNING id")
                .param("slug", UUID.randomUUID().toString())
                .query(Integer.class)
                .single();
    }

    private static String bearer(Caller caller) {
        try {
            return "Bearer " + shop.token(caller);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String merchant(int id) {
        return bearer(new Caller.Merchant(id));
    }

    private static String draft(long item, int quantity, String email) {
        return "{\"items\":[{\"itemId\":%d,\"quantity\":%d}],\"email\":\"%s\"}"
                .formatted(item, quantity, email);
    }

    private static HttpResponse<String> order(
            int node, int merchant, String body, String... headers) {
        List<String> all = new ArrayList<>(Arrays.asList(headers));
        all.addAll(List.of("Authorization", merchant(merchant)));
        return shop.write(node, "POST", "/api/orders", body, all.toArray(String[]::new));
    }

    private static List<MimeMessage> mailsTo(String address) {
        return Arrays.stream(mail.getReceivedMessages())
                .filter(message -> {
                    try {
                        return message.getAllRecipients()[0].toString().equals(address);
                    } catch (jakarta.mail.MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private static AuditVerdict audit() throws Exception {
        try (Connection connection = shop.database().getConnection()) {
            return new AuditVerifier(TokenKey.in(shop.data()))
                    .verify(connection, AuditVerifier.Anchor.NONE);
        }
    }

    @Test
    void anOrderIsConfirmedCountedAndLoggedOnce() throws Exception {
        int merchant = newMerchant();
        long kettle = item(merchant, 10, "12.95");
        long lid = item(merchant, 10, "0.10");
        String address = "ada-" + merchant + "@example.org";
        HttpResponse<String> placed =
                order(
                        1,
                        merchant,
                        """
                        {"items":[{"itemId":%d,"quantity":2},{"itemId":%d,"quantity":3}],"email":"%s",
                         "phone":"+34600111222","country":"Spain","lang":"es"}
                        """
                                .formatted(kettle, lid, address),
                        "X-Correlation-Id",
                        "order-" + merchant);
        assertThat(placed.statusCode()).as(placed.body()).isEqualTo(201);
        JsonNode order = json(placed);
        String number = order.get("number").asString();
        assertThat(order.get("total").toString())
                .isEqualTo("{\"amount\":\"26.20\",\"currency\":\"GBP\"}");
        assertThat(order.get("status").asString()).isEqualTo("placed");
        assertThat(order.get("lines")).hasSize(2);
        assertThat(order.get("lines").get(0).get("amount").get("amount").asString())
                .isEqualTo("25.90");
        for (int node : List.of(1, 2)) {
            assertThat(json(shop.get(node, "/api/catalog/items/" + kettle)).get("stock").asInt())
                    .as("node %d forgot the stock before at once", node)
                    .isEqualTo(8);
        }
        assertThat(placed.headers().firstValue("Location"))
                .hasValue("/api/orders/" + order.get("id").asLong());

        // To the last order, rolled up or not.
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        String analytics =
                "/api/merchants/" + merchant + "/analytics?from=" + today + "&to=" + today;
        String expected =
                "[{\"day\":\"%s\",\"orders\":1,\"cancellations\":0,\"units\":5,\"revenue\":{\"amount\":\"26.20\",\"currency\":\"GBP\"},\"averageOrder\":{\"amount\":\"26.20\",\"currency\":\"GBP\"}}]"
                        .formatted(today);
        assertThat(
                        json(shop.get(analytics, "Authorization", merchant(merchant)))
                                .get("days")
                                .toString())
                .isEqualTo(expected);

        eventually("the mail arrives", () -> mailsTo(address).size() == 1);
        eventually("all is done", () -> open(number) == 0);
        MimeMessage message = mailsTo(address).getFirst();
        assertThat(message.getSubject()).isEqualTo("Su pedido " + number);
        assertThat(message.getContent().toString())
                .contains("Gracias por su pedido " + number)
                .contains("26.20 GBP");
        assertThat(MESSAGES.stream().filter(m -> m.startsWith("order/" + number + "/sms ")))
                .isNotEmpty()
                .allMatch(m -> m.contains("+34600111222") && m.contains(number));

        JsonNode figures = json(shop.get(analytics, "Authorization", merchant(merchant)));
        assertThat(figures.get("days").toString()).isEqualTo(expected);
        assertThat(figures.get("topItems").get(0).get("itemId").asLong()).isEqualTo(kettle);
        assertThat(figures.get("topItems").get(0).get("revenue").get("amount").asString())
                .isEqualTo("25.90");
        assertThat(
                        jdbc().sql(
                                        "SELECT orders, units, revenue::text FROM merchant_daily WHERE merchant_id = :m")
                                .param("m", merchant)
                                .query()
                                .singleRow()
                                .values()
                                .toString())
                .isEqualTo("[1, 5, 26.20]");
        assertThat(
                        jdbc().sql(
                                        "SELECT orders, units, revenue::text FROM item_daily WHERE item_id = :i AND orders > 0")
                                .param("i", lid)
                                .query()
                                .singleRow()
                                .values()
                                .toString())
                .isEqualTo("[1, 3, 0.30]");

        assertThat(audit()).isInstanceOf(AuditVerdict.Intact.class);
        String entry =
                jdbc().sql("SELECT actor || ' ' || figures FROM audit_entry WHERE event = :e")
                        .param("e", "order/" + number + "/placed")
                        .query(String.class)
                        .single();
        assertThat(entry)
                .isEqualTo(
                        "merchant/%d {\"currency\":\"GBP\",\"lines\":\"2\",\"merchant\":\"merchant/%d\",\"total\":\"26.20\",\"units\":\"5\"}"
                                .formatted(merchant, merchant));
        JsonNode later =
                json(
                        shop.get(
                                "/api/orders/" + order.get("id").asLong(),
                                "Authorization",
                                merchant(merchant)));
        assertThat(later.get("confirmedAt").asString()).isNotBlank();
    }

    /// Jobs of an order that are not finished.
    private static long open(String number) {
        return jdbc().sql("SELECT count(*) FROM headroom_job WHERE payload LIKE '%' || :n || '%'")
                .param("n", number)
                .query(Long.class)
                .single();
    }

    @Test
    void noMoreIsSoldThanThereIsHoweverManyOrderAtOnce() throws Exception {
        int merchant = newMerchant();
        long one = item(merchant, 12, "1.00");
        long other = item(merchant, 40, "2.00");
        try (ExecutorService buyers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> answers =
                    buyers.invokeAll(
                            IntStream.range(0, 40)
                                    .<Callable<HttpResponse<String>>>mapToObj(i ->
                                            () -> {
                                                // Both items in either order: nobody may deadlock.
                                                long first = i % 2 == 0 ? one : other;
                                                long second = i % 2 == 0 ? other : one;
                                                return order(
                                                        1 + i % 2,
                                                        merchant,
                                                        "{\"items\":[{\"itemId\":%d,\"quantity\":1},{\"itemId\":%d,\"quantity\":1}],\"email\":\"crowd@example.org\"}"
                                                                .formatted(first, second));
                                            })
                                    .toList());
            List<Integer> statuses = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                statuses.add(answer.get().statusCode());
                if (answer.get().statusCode() == 409) {
                    assertThat(json(answer.get()).get("items").toString())
                            .isEqualTo(
                                    "[{\"itemId\":%d,\"wanted\":1,\"available\":0}]"
                                            .formatted(one));
                }
            }
            assertThat(statuses.stream().filter(status -> status == 201)).hasSize(12);
            assertThat(statuses.stream().filter(status -> status == 409)).hasSize(28);
        }
        for (int node : List.of(1, 2)) {
            assertThat(json(shop.get(node, "/api/catalog/items/" + one)).get("stock").asInt())
                    .isZero();
            assertThat(json(shop.get(node, "/api/catalog/items/" + other)).get("stock").asInt())
                    .isEqualTo(28);
        }
        String path = "/api/orders?total=true&limit=5&page=3&sort=placed";
        JsonNode page = json(shop.get(path, "Authorization", merchant(merchant)));
        assertThat(page.get("page").get("total").asInt()).isEqualTo(12);
        assertThat(page.get("items")).hasSize(2);
        eventually(
                "the roll-up is exact",
                () ->
                        jdbc().sql(
                                                "SELECT coalesce(sum(orders), 0) FROM merchant_daily WHERE merchant_id = :m")
                                        .param("m", merchant)
                                        .query(Long.class)
                                        .single()
                                == 12);
    }

    @Test
    void aRequestThatIsSentAgainGivesTheSameOrder() throws Exception {
        int merchant = newMerchant();
        long kettle = item(merchant, 10, "5.00");
        String key = UUID.randomUUID().toString();
        List<Long> ids = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<HttpResponse<String>> answer :
                    clients.invokeAll(
                            IntStream.range(0, 10)
                                    .<Callable<HttpResponse<String>>>mapToObj(i ->
                                            () ->
                                                    order(
                                                            1 + i % 2,
                                                            merchant,
                                                            draft(kettle, 1, "ada@example.org"),
                                                            "Idempotency-Key",
                                                            key))
                                    .toList())) {
                assertThat(answer.get().statusCode()).isEqualTo(201);
                ids.add(json(answer.get()).get("id").asLong());
            }
        }
        assertThat(ids.stream().distinct()).hasSize(1);
        assertThat(json(shop.get(2, "/api/catalog/items/" + kettle)).get("stock").asInt())
                .isEqualTo(9);
        HttpResponse<String> again =
                order(1, merchant, draft(kettle, 1, "ada@example.org"), "Idempotency-Key", key);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        HttpResponse<String> other =
                order(1, merchant, draft(kettle, 2, "ada@example.org"), "Idempotency-Key", key);
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).get("type").asString()).isEqualTo("urn:headroom:problem:key-reused");
        // A key belongs to who sent it.
        int neighbour = newMerchant();
        long cup = item(neighbour, 3, "1.00");
        assertThat(
                        order(
                                        1,
                                        neighbour,
                                        draft(cup, 1, "ada@example.org"),
                                        "Idempotency-Key",
                                        key)
                                .statusCode())
                .isEqualTo(201);
    }

    @Test
    void whatIsRefusedLeavesNothing() {
        int merchant = newMerchant();
        long kettle = item(merchant, 3, "5.00");
        String key = UUID.randomUUID().toString();
        assertThat(
                        order(
                                        1,
                                        merchant,
                                        draft(kettle, 4, "ada@example.org"),
                                        "Idempotency-Key",
                                        key)
                                .statusCode())
                .isEqualTo(409);
        assertThat(
                        json(shop.get(
                                        "/api/orders?total=true",
                                        "Authorization",
                                        merchant(merchant)))
                                .get("page")
                                .get("total")
                                .asInt())
                .isZero();
        assertThat(json(shop.get("/api/catalog/items/" + kettle)).get("stock").asInt())
                .isEqualTo(3);
        assertThat(
                        jdbc().sql("SELECT count(*) FROM headroom_job WHERE tenant = :t")
                                .param("t", "merchant/" + merchant)
                                .query(Long.class)
                                .single())
                .isZero();
        // The key is free for the order that can be placed.
        assertThat(
                        order(
                                        1,
                                        merchant,
                                        draft(kettle, 3, "ada@example.org"),
                                        "Idempotency-Key",
                                        key)
                                .statusCode())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                               | items",
                "[]                                                                               | body",
                "{\"items\":[],\"email\":\"a@b.example\"}                                         | items",
                "{\"items\":[{\"itemId\":0,\"quantity\":1}],\"email\":\"a@b.example\"}            | items[0].itemId",
                "{\"items\":[{\"itemId\":1,\"quantity\":0}],\"email\":\"a@b.example\"}            | items[0].quantity",
                "{\"items\":[{\"itemId\":1,\"quantity\":1.5}],\"email\":\"a@b.example\"}          | items[0].quantity",
                "{\"items\":[{\"itemId\":1,\"quantity\":10001}],\"email\":\"a@b.example\"}        | items[0].quantity",
                "{\"items\":[{\"itemId\":1,\"quantity\":1},{\"itemId\":1,\"quantity\":1}],\"email\":\"a@b.example\"} | items[1].itemId",
                "{\"items\":[{\"itemId\":999999999,\"quantity\":1}],\"email\":\"a@b.example\"}    | items",
                "{\"items\":[{\"itemId\":1,\"quantity\":1}]}                                      | email",
                "{\"items\":[{\"itemId\":1,\"quantity\":1}],\"email\":\"a@b\\r\\nBcc: x@y.example\"} | email",
                "{\"items\":[{\"itemId\":1,\"quantity\":1}],\"email\":\"a@b.example\",\"phone\":\"0600\"} | phone",
                "{\"items\":[{\"itemId\":1,\"quantity\":1}],\"email\":\"a@b.example\",\"customer\":\"x\"} | customer",
                "{\"items\":[{\"itemId\":1,\"quantity\":1}],\"email\":\"a@b.example\",\"lang\":\"fr\"} | lang"
            })
    void badOrdersAreRefusedByField(String body, String field) {
        HttpResponse<String> response = order(1, MERCHANT, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(json(response).get("errors").get(0).get("field").asString()).isEqualTo(field);
        assertThat(json(response).get("correlationId").asString()).isNotBlank();
    }

    @Test
    void whoMayWhat() {
        int merchant = newMerchant();
        long own = item(merchant, 5, "1.00");
        long others = item(MERCHANT, 5, "1.00");
        String body = draft(own, 1, "ada@example.org");
        HttpResponse<String> nobody =
                shop.send(
                        1,
                        "POST",
                        "/api/orders",
                        BodyPublishers.ofString(body),
                        "Content-Type",
                        "application/json");
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(order(1, merchant, draft(others, 1, "ada@example.org")).statusCode())
                .isEqualTo(403);
        assertThat(shop.write(1, "POST", "/api/orders", body).statusCode())
                .as("operator")
                .isEqualTo(403);
        String customer = bearer(new Caller.Customer(17));
        HttpResponse<String> bought =
                shop.write(1, "POST", "/api/orders", body, "Authorization", customer);
        assertThat(bought.statusCode()).as(bought.body()).isEqualTo(201);
        assertThat(json(bought).get("customerId").asLong()).isEqualTo(17);
        assertThat(json(bought).get("country").asString()).isNotEqualTo("Unspecified");
        String placed = "/api/orders/" + json(bought).get("id").asLong();
        assertThat(shop.get(placed, "Authorization", customer).statusCode()).isEqualTo(200);
        assertThat(shop.get(placed, "Authorization", bearer(new Caller.Customer(18))).statusCode())
                .isEqualTo(403);
        assertThat(shop.get(placed, "Authorization", merchant(MERCHANT)).statusCode())
                .isEqualTo(403);
        assertThat(shop.get(placed).statusCode()).isEqualTo(401);
        for (String path :
                List.of(
                        "/api/orders",
                        "/api/products",
                        "/api/merchants/" + merchant + "/analytics")) {
            assertThat(shop.get(path).statusCode()).as(path).isEqualTo(401);
            assertThat(shop.get(path, "Authorization", customer).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(
                        shop.get(
                                        "/api/merchants/" + merchant + "/analytics",
                                        "Authorization",
                                        merchant(MERCHANT))
                                .statusCode())
                .isEqualTo(403);
        assertThat(
                        json(shop.get("/api/products", "Authorization", merchant(merchant)))
                                .get("items"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/orders?status=lost, status",
        "/api/orders?from=yesterday, from",
        "/api/orders?from=2026-02-30, from",
        "/api/orders?from=2026-02-02&to=2026-02-01, from",
        "/api/orders?page=0, page",
        "/api/orders?limit=101, limit",
        "/api/orders?sort=country, sort",
        "/api/merchants/2/analytics?from=x, from",
        "/api/merchants/2/analytics?from=2000-01-01&to=2026-01-01, from"
    })
    void badQuestionsAreRefusedByName(String path, String field) {
        HttpResponse<String> response = shop.get(path, "Authorization", merchant(MERCHANT));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(json(response).get("errors").get(0).get("field").asString()).isEqualTo(field);
    }

    @Test
    void ordersAreListedByStatusAndDay() {
        String token = merchant(MERCHANT);
        JsonNode all = json(shop.get("/api/orders?total=true", "Authorization", token));
        long sum = 0;
        for (String status : List.of("placed", "cancelled", "cancellation")) {
            JsonNode some =
                    json(
                            shop.get(
                                    "/api/orders?total=true&status=" + status,
                                    "Authorization",
                                    token));
            sum += some.get("page").get("total").asLong();
            for (JsonNode order : some.get("items")) {
                assertThat(order.get("status").asString()).isEqualTo(status);
                assertThat(order.get("merchantId").asInt()).isEqualTo(MERCHANT);
            }
        }
        assertThat(sum).isEqualTo(all.get("page").get("total").asLong()).isPositive();
        String day = all.get("items").get(0).get("placedAt").asString().substring(0, 10);
        JsonNode ofDay =
                json(shop.get("/api/orders?from=" + day + "&to=" + day, "Authorization", token));
        assertThat(ofDay.get("items")).isNotEmpty();
        for (JsonNode order : ofDay.get("items")) {
            assertThat(order.get("placedAt").asString()).startsWith(day);
        }
    }

    @ParameterizedTest
    @CsvSource({"pdf", "csv"})
    void aReportIsMadeKeptAndMailedOnce(String format) throws Exception {
        int merchant = newMerchant();
        long kettle = item(merchant, 10, "12.95");
        assertThat(order(1, merchant, draft(kettle, 3, "ada@example.org")).statusCode())
                .isEqualTo(201);
        String address = format + merchant + "@example.org";
        HttpResponse<String> asked =
                shop.write(
                        2,
                        "POST",
                        "/api/merchants/" + merchant + "/reports",
                        "{\"type\":\"sales\",\"format\":\"%s\",\"email\":\"%s\"}"
                                .formatted(format, address),
                        "Authorization",
                        merchant(merchant));
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
        String location = asked.headers().firstValue("Location").orElseThrow();
        eventually(
                "it is ready",
                () -> json(report(location, merchant)).get("state").asString().equals("ready"));
        JsonNode report = json(report(location, merchant));
        assertThat(report.has("email")).isFalse();
        HttpResponse<String> file = report(report.get("href").asString(), merchant);
        assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("sales-")
                .contains("." + format);
        assertThat(shop.get(report.get("href").asString()).statusCode()).isEqualTo(401);
        assertThat(report(location, MERCHANT).statusCode()).isEqualTo(403);
        eventually("it is mailed", () -> mailsTo(address).size() == 1);
        MimeMultipart parts = (MimeMultipart) mailsTo(address).getFirst().getContent();
        byte[] attached = parts.getBodyPart(1).getInputStream().readAllBytes();
        assertThat(attached).hasSize(report.get("bytes").asInt());
        if (format.equals("pdf")) {
            try (PDDocument document = Loader.loadPDF(attached)) {
                assertThat(new PDFTextStripper().getText(document))
                        .contains("Sales of Kettles & more")
                        .contains("GBP 1 0 3 38.85");
            }
        } else {
            assertThat(file.body()).contains(",3,12.95,38.85,GBP");
        }
    }

    private static HttpResponse<String> report(String path, int merchant) {
        return shop.get(path, "Authorization", merchant(merchant));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"format\":\"pdf\"} | type",
                "{\"type\":\"sales\",\"format\":\"doc\"} | format",
                "{\"type\":\"sales\",\"format\":\"pdf\",\"from\":\"2026-13-01\"} | from",
                "{\"type\":\"sales\",\"format\":\"pdf\",\"email\":\"nobody\"} | email"
            })
    void badReportsAreRefusedByField(String body, String field) {
        HttpResponse<String> response =
                shop.write(
                        1, "POST", "/api/merchants/2/reports", body, "Authorization", merchant(2));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).get("errors").get(0).get("field").asString()).isEqualTo(field);
    }

    @Test
    void theApisDocumentationHasTheCalls() {
        JsonNode paths = json(shop.get("/openapi.json")).get("paths");
        assertThat(paths.propertyNames())
                .contains(
                        "/api/orders",
                        "/api/orders/{id}",
                        "/api/products",
                        "/api/merchants/{id}/analytics",
                        "/api/merchants/{id}/reports",
                        "/api/reports/{id}",
                        "/api/reports/{id}/file");
    }
}
