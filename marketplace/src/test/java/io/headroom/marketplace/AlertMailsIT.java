package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.eventually;
import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// A shop of two nodes whose operators have mail.
class AlertMailsIT {

    private static final String SERVICE_LEVELS =
            """
            alerts:
              - name: ShopIsOpen
                priority: high
                component: application
                figure: service.ready
                above: 0.5
                for: 0s
                summary: The shop is open.
            """;

    @Test
    void eachOperatorHearsOnceOfWhatBothNodesSee(@TempDir Path folder) throws Exception {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        Path levels = Files.writeString(folder.resolve("slo.yaml"), SERVICE_LEVELS);
        try (RunningShop shop =
                RunningShop.onSharedServers(
                        2,
                        "--headroom.operations.slo-file=" + levels,
                        "--headroom.operations.alerts.interval=1s",
                        "--headroom.alerts.mail.to=ada@example.org,grace@example.org",
                        "--headroom.mail.url=smtp://127.0.0.1:" + mail.getSmtp().getPort(),
                        "--headroom.mail.from=shop@example.org")) {
            eventually("the mails arrive", () -> mail.getReceivedMessages().length >= 2);
            eventually("both nodes see the alert", () -> incidents(shop, 1).size() == 2);
            eventually("both nodes know of both", () -> incidents(shop, 2).size() == 2);
            MimeMessage[] received = mail.getReceivedMessages();
            assertThat(Arrays.stream(received).map(each -> header(each, "To")))
                    .containsExactlyInAnyOrder("ada@example.org", "grace@example.org");
            for (MimeMessage message : received) {
                assertThat(message.getSubject()).isEqualTo("[high] ShopIsOpen fires, marketplace");
                assertThat(header(message, "Auto-Submitted")).isEqualTo("auto-generated");
                assertThat(message.getContent().toString().replace("\r\n", "\n"))
                        .contains(
                                "The shop is open.",
                                "Why:         service.ready is 1; it may not be above 0.5.",
                                "What to do:  docs/runbook/ShopIsOpen.md",
                                "Correlation: alert-1");
            }
            assertThat(
                            JdbcClient.create(shop.database())
                                    .sql(
                                            "SELECT split_part(key, '/', 2) || ' ' || attempts FROM delivery WHERE delivered_at IS NOT NULL")
                                    .query(String.class)
                                    .list())
                    .isEqualTo(List.of("alert-1-fires 1", "alert-1-fires 1"));
            JsonNode channel =
                    json(shop.get("/api/v1/performance/alerts")).at("/data/delivery/channels/0");
            assertThat(channel.get("name").asString()).isEqualTo("mail");
            assertThat(channel.get("queue").asString()).isEqualTo("email");
        } finally {
            mail.stop();
        }
    }

    private static JsonNode incidents(RunningShop shop, int node) {
        return json(shop.get(node, "/api/v1/performance/alerts"))
                .at("/data/delivery/incidents/0/nodes");
    }

    private static String header(MimeMessage message, String name) {
        try {
            return message.getHeader(name, null);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
