package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.eventually;
import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.headroom.marketplace.audit.AuditVerdict;
import io.headroom.marketplace.audit.AuditVerifier;
import io.headroom.marketplace.identity.Caller;
import io.headroom.marketplace.identity.TokenKey;
import io.headroom.marketplace.launcher.Ports;
import io.headroom.test.FaultProxy;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Orders are placed at a node that works on jobs, too, and is killed with SIGKILL while it does.
/// Another node goes on.
class KilledWorkerIT {

    private static final int ROUNDS = 3;
    private static final int ORDERS_PER_ROUND = 8;
    private static final int STOCK = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HttpClient client = HttpClient.newHttpClient();

    private record Placed(String number, String address) {}

    @Test
    void everyOrderIsConfirmedAndReportedOnceThoughItsWorkersAreKilled() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        // Each of SMTP's steps takes its time, so that mails are under way when the node is killed.
        try (FaultProxy network = FaultProxy.to("127.0.0.1", mail.getSmtp().getPort());
                RunningShop shop =
                        RunningShop.onSharedServers(
                                1,
                                "--headroom.mail.url=smtp://127.0.0.1:" + network.port(),
                                "--headroom.mail.from=shop@example.org")) {
            network.delay(Duration.ofMillis(20));
            JdbcClient jdbc = JdbcClient.create(shop.database());
            int merchant =
                    jdbc.sql(
                                    "INSERT INTO merchant (slug, name, country) VALUES ('killed', 'Killed', 'GB') RETURNING id")
                            .query(Integer.class)
                            .single();
            long item = item(shop, merchant);
            String token = shop.token(new Caller.Merchant(merchant));
            List<Placed> orders = new ArrayList<>();
            int lostAnswers = 0;
            for (int round = 0; round < ROUNDS; round++) {
                int port = Ports.free(1);
                Process victim = shop.startProcess(2 + round, port);
                try {
                    String url = "http://127.0.0.1:" + port;
                    eventually(
                            "the node is ready",
                            PATIENCE,
                            () -> {
                                assertThat(victim.isAlive()).as("the node runs").isTrue();
                                return isReady(url);
                            });
                    int killAt = random.nextInt(ORDERS_PER_ROUND / 2, ORDERS_PER_ROUND);
                    for (int i = 0; i < ORDERS_PER_ROUND; i++) {
                        if (i == killAt) {
                            LockSupport.parkNanos(random.nextLong(300_000_000));
                            victim.destroyForcibly();
                        }
                        String address = "r%d-%d@example.org".formatted(round, i);
                        String key = UUID.randomUUID().toString();
                        String body =
                                "{\"items\":[{\"itemId\":%d,\"quantity\":1}],\"email\":\"%s\"}"
                                        .formatted(item, address);
                        HttpResponse<String> answer;
                        try {
                            answer = order(url, token, key, body);
                        } catch (IOException e) {
                            lostAnswers++;
                            answer = order(shop.url(), token, key, body);
                        }
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
                        orders.add(new Placed(json(answer).get("number").asString(), address));
                    }
                } finally {
                    victim.destroyForcibly();
                    victim.waitFor();
                }
            }
            // A node's lease must end before others take its jobs.
            eventually(
                    "all jobs are done",
                    PATIENCE,
                    () ->
                            jdbc.sql("SELECT count(*) FROM headroom_job").query(Long.class).single()
                                    == 0);
            assertThat(
                            jdbc.sql("SELECT count(*) FROM headroom_job_dead")
                                    .query(Long.class)
                                    .single())
                    .isZero();

            int repeats = 0;
            for (Placed order : orders) {
                long copies =
                        Arrays.stream(mail.getReceivedMessages())
                                .filter(message -> isTo(message, order.address()))
                                .count();
                long inDoubt =
                        jdbc.sql(
                                        "SELECT in_doubt FROM delivery WHERE key = :key AND delivered_at IS NOT NULL")
                                .param("key", "order/" + order.number() + "/email")
                                .query(Long.class)
                                .single();
                assertThat(copies).as(order.toString()).isBetween(1L, 1 + inDoubt);
                repeats += (int) copies - 1;
            }
            System.out.printf(
                    "%d orders, %d answers lost, %d mails repeated%n",
                    orders.size(), lostAnswers, repeats);

            assertThat(json(shop.get("/api/catalog/items/" + item)).get("stock").asInt())
                    .isEqualTo(STOCK - orders.size());
            assertThat(
                            jdbc.sql(
                                            "SELECT sum(orders) FROM merchant_daily WHERE merchant_id = :m")
                                    .param("m", merchant)
                                    .query(Long.class)
                                    .single())
                    .isEqualTo(orders.size());
            String csv = report(shop, merchant, "Bearer " + token);
            for (Placed order : orders) {
                assertThat(csv.lines().filter(line -> line.contains("," + order.number() + ",")))
                        .as(order.number())
                        .hasSize(1);
            }
            assertThat(csv.lines()).hasSize(1 + orders.size());
            try (Connection connection = shop.database().getConnection()) {
                AuditVerdict verdict =
                        new AuditVerifier(TokenKey.in(shop.data()))
                                .verify(connection, AuditVerifier.Anchor.NONE);
                assertThat(verdict).isInstanceOf(AuditVerdict.Intact.class);
                assertThat(((AuditVerdict.Intact) verdict).entries())
                        .isGreaterThanOrEqualTo(orders.size());
            }
        } finally {
            mail.stop();
        }
    }

    private static long item(RunningShop shop, int merchant) {
        return json(shop.write(
                        1,
                        "POST",
                        "/api/catalog/items",
                        """
                        {"sku":"K","name":"Kettle","category":"kitchen","merchantId":%d,"stock":%d,
                         "price":{"amount":"1.00","currency":"GBP"}}
                        """
                                .formatted(merchant, STOCK)))
                .get("id")
                .asLong();
    }

    private static String report(RunningShop shop, int merchant, String token) {
        HttpResponse<String> asked =
                shop.write(
                        1,
                        "POST",
                        "/api/merchants/" + merchant + "/reports",
                        "{\"type\":\"sales\",\"format\":\"csv\"}",
                        "Authorization",
                        token);
        String location = asked.headers().firstValue("Location").orElseThrow();
        eventually(
                "the report is ready",
                () ->
                        json(shop.get(location, "Authorization", token))
                                .get("state")
                                .asString()
                                .equals("ready"));
        JsonNode report = json(shop.get(location, "Authorization", token));
        return shop.get(report.get("href").asString(), "Authorization", token).body();
    }

    private HttpResponse<String> order(String url, String token, String key, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url + "/api/orders"))
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private boolean isReady(String url) {
        try {
            return client.send(
                                    HttpRequest.newBuilder(URI.create(url + "/health/ready"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean isTo(MimeMessage message, String address) {
        try {
            return message.getAllRecipients()[0].toString().equals(address);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
