package io.headroom.marketplace;

import static io.headroom.marketplace.OrderShop.MERCHANT;
import static io.headroom.marketplace.OrderShop.bearer;
import static io.headroom.marketplace.OrderShop.draft;
import static io.headroom.marketplace.OrderShop.item;
import static io.headroom.marketplace.OrderShop.mailsTo;
import static io.headroom.marketplace.OrderShop.merchant;
import static io.headroom.marketplace.OrderShop.newMerchant;
import static io.headroom.marketplace.OrderShop.order;
import static io.headroom.marketplace.RunningShop.eventually;
import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.marketplace.identity.Caller;
import jakarta.mail.internet.MimeMultipart;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What a merchant asks for, who may ask, and reports.
class MerchantsIT {

    private static final RunningShop SHOP = OrderShop.get();

    @Test
    void whoMayWhat() {
        int merchant = newMerchant();
        long own = item(merchant, 5, "1.00");
        long others = item(MERCHANT, 5, "1.00");
        String body = draft(own, 1, "ada@example.org");
        HttpResponse<String> nobody =
                SHOP.send(
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
        assertThat(SHOP.write(1, "POST", "/api/orders", body).statusCode())
                .as("operator")
                .isEqualTo(403);
        String customer = bearer(new Caller.Customer(17));
        HttpResponse<String> bought =
                SHOP.write(1, "POST", "/api/orders", body, "Authorization", customer);
        assertThat(bought.statusCode()).as(bought.body()).isEqualTo(201);
        assertThat(json(bought).get("customerId").asLong()).isEqualTo(17);
        assertThat(json(bought).get("country").asString()).isNotEqualTo("Unspecified");
        String placed = "/api/orders/" + json(bought).get("id").asLong();
        assertThat(SHOP.get(placed, "Authorization", customer).statusCode()).isEqualTo(200);
        assertThat(SHOP.get(placed, "Authorization", bearer(new Caller.Customer(18))).statusCode())
                .isEqualTo(403);
        assertThat(SHOP.get(placed, "Authorization", merchant(MERCHANT)).statusCode())
                .isEqualTo(403);
        assertThat(SHOP.get(placed).statusCode()).isEqualTo(401);
        for (String path :
                List.of(
                        "/api/orders",
                        "/api/products",
                        "/api/merchants/" + merchant + "/analytics")) {
            assertThat(SHOP.get(path).statusCode()).as(path).isEqualTo(401);
            assertThat(SHOP.get(path, "Authorization", customer).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(
                        SHOP.get(
                                        "/api/merchants/" + merchant + "/analytics",
                                        "Authorization",
                                        merchant(MERCHANT))
                                .statusCode())
                .isEqualTo(403);
        assertThat(
                        json(SHOP.get("/api/products", "Authorization", merchant(merchant)))
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
        HttpResponse<String> response = SHOP.get(path, "Authorization", merchant(MERCHANT));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(json(response).get("errors").get(0).get("field").asString()).isEqualTo(field);
    }

    @Test
    void ordersAreListedByStatusAndDay() {
        String token = merchant(MERCHANT);
        JsonNode all = json(SHOP.get("/api/orders?total=true", "Authorization", token));
        long sum = 0;
        for (String status : List.of("placed", "cancelled", "cancellation")) {
            JsonNode some =
                    json(
                            SHOP.get(
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
                json(SHOP.get("/api/orders?from=" + day + "&to=" + day, "Authorization", token));
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
                SHOP.write(
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
        assertThat(SHOP.get(report.get("href").asString()).statusCode()).isEqualTo(401);
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
        return SHOP.get(path, "Authorization", merchant(merchant));
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
                SHOP.write(
                        1, "POST", "/api/merchants/2/reports", body, "Authorization", merchant(2));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).get("errors").get(0).get("field").asString()).isEqualTo(field);
    }

    @Test
    void theApisDocumentationHasTheCalls() {
        JsonNode paths = json(SHOP.get("/openapi.json")).get("paths");
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
