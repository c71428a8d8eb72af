package io.headroom.marketplace;

import static io.headroom.marketplace.OrderShop.MERCHANT;
import static io.headroom.marketplace.OrderShop.MESSAGES;
import static io.headroom.marketplace.OrderShop.bearer;
import static io.headroom.marketplace.OrderShop.draft;
import static io.headroom.marketplace.OrderShop.item;
import static io.headroom.marketplace.OrderShop.jdbc;
import static io.headroom.marketplace.OrderShop.mailsTo;
import static io.headroom.marketplace.OrderShop.merchant;
import static io.headroom.marketplace.OrderShop.newMerchant;
import static io.headroom.marketplace.OrderShop.order;
import static io.headroom.marketplace.RunningShop.eventually;
import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.marketplace.audit.AuditVerdict;
import io.headroom.marketplace.audit.AuditVerifier;
import io.headroom.marketplace.identity.Caller;
import io.headroom.marketplace.identity.TokenKey;
import jakarta.mail.internet.MimeMessage;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What is placed, refused and repeated, and what follows from an order.
class OrdersIT {

    private static final RunningShop SHOP = OrderShop.get();

    private static AuditVerdict audit() throws Exception {
        try (Connection connection = SHOP.database().getConnection()) {
            return new AuditVerifier(TokenKey.in(SHOP.data()))
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
            assertThat(json(SHOP.get(node, "/api/catalog/items/" + kettle)).get("stock").asInt())
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
                        json(SHOP.get(analytics, "Authorization", merchant(merchant)))
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

        JsonNode figures = json(SHOP.get(analytics, "Authorization", merchant(merchant)));
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
                        SHOP.get(
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
            assertThat(json(SHOP.get(node, "/api/catalog/items/" + one)).get("stock").asInt())
                    .isZero();
            assertThat(json(SHOP.get(node, "/api/catalog/items/" + other)).get("stock").asInt())
                    .isEqualTo(28);
        }
        String path = "/api/orders?total=true&limit=5&page=3&sort=placed";
        JsonNode page = json(SHOP.get(path, "Authorization", merchant(merchant)));
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
        assertThat(json(SHOP.get(2, "/api/catalog/items/" + kettle)).get("stock").asInt())
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
                        json(SHOP.get(
                                        "/api/orders?total=true",
                                        "Authorization",
                                        merchant(merchant)))
                                .get("page")
                                .get("total")
                                .asInt())
                .isZero();
        assertThat(json(SHOP.get("/api/catalog/items/" + kettle)).get("stock").asInt())
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
    void whatCannotBeBoughtIsSaidInOneSentence() {
        long one = item(MERCHANT, 10, "1.00");
        long other = item(newMerchant(), 10, "1.00");
        String customer = bearer(new Caller.Customer(999_999_999));

        assertThat(detail(order(1, MERCHANT, draft(999_999_999, 1, "a@b.example"))))
                .isEqualTo("items must be sold here; 999999999 is not");
        assertThat(
                        detail(
                                SHOP.write(
                                        1,
                                        "POST",
                                        "/api/orders",
                                        """
                                        {"items":[{"itemId":%d,"quantity":1},{"itemId":%d,"quantity":1}],"email":"a@b.example"}
                                        """
                                                .formatted(one, other),
                                        "Authorization",
                                        customer)))
                .isEqualTo("items must be of one merchant; order from each apart");
        assertThat(
                        detail(
                                SHOP.write(
                                        1,
                                        "POST",
                                        "/api/orders",
                                        draft(one, 1, "a@b.example"),
                                        "Authorization",
                                        customer)))
                .isEqualTo("customer must be a customer's number; 999999999 is none");
    }

    private static String detail(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        return json(response).get("detail").asString();
    }
}
