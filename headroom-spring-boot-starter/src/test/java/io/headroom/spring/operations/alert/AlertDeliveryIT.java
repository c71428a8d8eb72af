package io.headroom.spring.operations.alert;

import static io.headroom.spring.running.Answers.json;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.jobs.Jobs;
import io.headroom.operations.alert.delivery.AlertDesk;
import io.headroom.operations.history.FigureSource;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.running.RunningService;
import io.headroom.spring.running.Sql;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;

/// Nodes of a service whose alerts go to a receiver through the job queue, all of it real.
@ExtendWith(OutputCaptureExtension.class)
class AlertDeliveryIT {

    private static final String SERVICE_LEVELS =
            """
            alerts:
              - name: LevelHigh
                priority: high
                component: application
                figure: test.level
                above: 0.5
                for: 0s
                keepFiring: 0s
                summary: The level is high.
            """;

    /// What both nodes see.
    private static final AtomicBoolean HIGH = new AtomicBoolean();

    @TempDir private Path folder;

    private final TestDatabase database =
            TestServers.newDatabase("alert-delivery", AlertDeliveryIT::tables);
    private final Inbox inbox = new Inbox();
    private final List<RunningService> nodes = new ArrayList<>();

    @BeforeEach
    void lower() throws IOException {
        HIGH.set(false);
        Files.writeString(folder.resolve("slo.yaml"), SERVICE_LEVELS);
    }

    private static void tables(DataSource database) throws SQLException {
        Sql.execute(
                database,
                Sql.script(Jobs.class, "headroom_jobs.sql"),
                Sql.script(AlertDesk.class, "headroom_alerts.sql"));
    }

    @AfterEach
    void stop() {
        nodes.forEach(RunningService::close);
        inbox.close();
        database.close();
    }

    private RunningService node(String name, String... more) {
        List<String> usual =
                List.of(
                        "--spring.application.name=shop",
                        "--spring.datasource.hikari.maximum-pool-size=8",
                        "--headroom.node=" + name,
                        "--headroom.operations.slo-file=" + folder.resolve("slo.yaml"),
                        "--headroom.operations.alerts.interval=1s",
                        "--headroom.operations.alerts.webhooks.ops.url=" + inbox.url(),
                        "--headroom.operations.alerts.webhooks.ops.secret=" + Inbox.SECRET,
                        "--headroom.operations.alerts.runbooks=https://example.org/",
                        "--logging.level.root=warn",
                        "--logging.level.io.headroom=info");
        RunningService node =
                RunningService.start(
                        Service.class, database, RunningService.arguments(usual, more));
        nodes.add(node);
        return node;
    }

    private RunningService withQueue(String name) {
        return node(
                name,
                "--headroom.jobs.poll=50ms",
                "--headroom.jobs.queues.alerts.mode=sync",
                "--headroom.jobs.queues.alerts.retry.first=100ms",
                "--headroom.jobs.queues.alerts.retry.die-of="
                        + AlertRefusedException.class.getName());
    }

    private static HttpResponse<String> send(
            RunningService node, String method, String path, String body) {
        return node.send(method, path, body, "Authorization", OPERATOR);
    }

    private static JsonNode data(RunningService node, String call) {
        return json(send(node, "GET", OPERATIONS + call, "")).get("data");
    }

    private static void eventually(Runnable what) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(what::run);
    }

    @Test
    void twoNodesTellAChangeOnceAndTryAgainUntilItIsTaken(CapturedOutput log) {
        RunningService one = withQueue("node-1");
        RunningService two = withQueue("node-2");
        inbox.answers.addAll(List.of(503, 500));
        HIGH.set(true);
        eventually(() -> assertThat(inbox.taken).isNotEmpty());
        eventually(() -> {
            for (RunningService node : List.of(one, two)) {
                assertThat(data(node, "/alerts").at("/delivery/incidents/0/nodes")).hasSize(2);
            }
        });
        HIGH.set(false);
        eventually(() -> assertThat(inbox.taken).hasSize(2));

        assertThat(inbox.asked)
                .containsExactly(
                        "alert-1-fires", "alert-1-fires", "alert-1-fires", "alert-1-resolved");
        JsonNode fires = inbox.taken.getFirst();
        assertThat(fires.at("/version").asInt()).isEqualTo(1);
        assertThat(fires.at("/key").asString()).isEqualTo("alert-1-fires");
        assertThat(fires.at("/service").asString()).isEqualTo("shop");
        assertThat(fires.at("/subject").asString()).isEqualTo("[high] LevelHigh fires, shop");
        assertThat(fires.at("/text").asString())
                .contains("test.level is 1", "Correlation: alert-1");
        JsonNode change = fires.at("/alerts/0");
        assertThat(change.at("/change").asString()).isEqualTo("fires");
        assertThat(change.at("/priority").asString()).isEqualTo("high");
        assertThat(change.at("/why").asString())
                .isEqualTo("test.level is 1; it may not be above 0.5.");
        assertThat(change.at("/runbook").asString()).isEqualTo("https://example.org/LevelHigh.md");
        assertThat(change.at("/overAt").isNull()).isTrue();
        JsonNode over = inbox.taken.getLast().at("/alerts/0");
        assertThat(over.at("/change").asString()).isEqualTo("resolved");
        assertThat(over.at("/correlation").asString()).isEqualTo("alert-1");
        assertThat(over.at("/lastedSeconds").asLong()).isBetween(1L, 120L);

        assertThat(sum("sent", one, two)).isEqualTo(2);
        assertThat(sum("failed", one, two)).isEqualTo(2);
        JsonNode delivery = data(one, "/alerts").get("delivery");
        assertThat(delivery.get("sends").asBoolean()).isTrue();
        assertThat(delivery.get("shared").asBoolean()).isTrue();
        assertThat(delivery.at("/channels/0/name").asString()).isEqualTo("ops");
        assertThat(delivery.at("/channels/0/priorities"))
                .extracting(JsonNode::asString)
                .containsExactly("high", "medium");
        assertThat(log)
                .contains("alerts are told to {", "alert-1-fires is told to ops")
                .doesNotContain(Inbox.SECRET, "T0P-SECRET");
    }

    private static double sum(String result, RunningService... nodes) {
        String name = "headroom_alert_messages_total{channel=\"ops\",result=\"" + result + "\"} ";
        return Arrays.stream(nodes)
                .flatMap(node -> send(node, "GET", "/metrics", "").body().lines())
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    @Test
    void whatIsRefusedIsADeadLetterAndLeavesWhenItIsRequeued() {
        RunningService one = withQueue("node-1");
        inbox.answers.add(400);
        HIGH.set(true);
        eventually(() ->
                assertThat(data(one, "/jobs/dead?queue=alerts"))
                        .singleElement()
                        .satisfies(dead -> {
                            assertThat(dead.get("error").asString())
                                    .contains("the receiver answers 400")
                                    .doesNotContain("T0P-SECRET", Inbox.SECRET);
                        }));
        assertThat(data(one, "/alerts").at("/delivery/channels/0/lastFailure").asString())
                .isEqualTo("the receiver answers 400");
        eventually(() ->
                assertThat(data(one, "/health").get("warnings").toString())
                        .contains("The last alert did not reach ops: the receiver answers 400."));
        String id = data(one, "/jobs/dead").get(0).get("id").asString();
        assertThat(send(one, "POST", OPERATIONS + "/jobs/dead/" + id + "/requeue", "").statusCode())
                .isEqualTo(200);
        eventually(() -> assertThat(inbox.taken).hasSize(1));
        eventually(() ->
                assertThat(data(one, "/alerts").at("/delivery/channels/0/lastFailure").asString(""))
                        .isEmpty());
    }

    @Test
    void whatOperatorsSayHoldsOnEveryNodeAndOverARestart() {
        RunningService one = withQueue("node-1");
        RunningService two = withQueue("node-2");
        HIGH.set(true);
        eventually(() -> assertThat(inbox.taken).hasSize(1));
        eventually(() -> assertThat(data(two, "/alerts").get("active")).isNotEmpty());
        JsonNode answer =
                json(
                        send(
                                two,
                                "POST",
                                OPERATIONS + "/alerts/acknowledge",
                                "{\"id\":\"LevelHigh\",\"note\":\"looking\"}"));
        assertThat(answer.at("/data/kept").asBoolean()).isTrue();
        assertThat(
                        send(
                                        two,
                                        "POST",
                                        OPERATIONS + "/alerts/silences",
                                        "{\"alert\":\"HeadroomBudgetBurns\",\"minutes\":30,\"reason\":\"maintenance\"}")
                                .statusCode())
                .isEqualTo(200);
        eventually(() -> isSaid(one));
        one.close();
        two.close();
        RunningService restarted = withQueue("node-1");
        eventually(() -> isSaid(restarted));
        assertThat(inbox.asked).containsExactly("alert-1-fires");
        assertThat(
                        send(
                                        restarted,
                                        "DELETE",
                                        OPERATIONS + "/alerts/silences/HeadroomBudgetBurns",
                                        "")
                                .statusCode())
                .isEqualTo(204);
        assertThat(data(restarted, "/alerts").get("silences")).isEmpty();
    }

    private static void isSaid(RunningService node) {
        JsonNode alerts = data(node, "/alerts");
        assertThat(alerts.at("/active/0/acknowledged/note").asString("")).isEqualTo("looking");
        assertThat(alerts.at("/silences/HeadroomBudgetBurns/reason").asString(""))
                .isEqualTo("maintenance");
    }

    @Test
    void withoutJobsItSaysAtTheStartThatNobodyIsTold(CapturedOutput log) {
        RunningService one = node("node-1");
        assertThat(log)
                .contains(
                        "nobody is told of alerts, although there is [ops]: there are no jobs: headroom.jobs.queues is not configured");
        JsonNode delivery = data(one, "/alerts").get("delivery");
        assertThat(delivery.get("sends").asBoolean()).isFalse();
        assertThat(delivery.get("problem").asString()).contains("headroom.jobs.queues");
        eventually(() ->
                assertThat(data(one, "/health").get("warnings").toString())
                        .contains("Nobody is told of alerts"));
    }

    @Test
    void whatCannotBeConfiguredStopsTheStart() {
        assertThatThrownBy(() -> node("node-1", "--headroom.jobs.queues.email.concurrency=1"))
                .rootCause()
                .hasMessageContaining(
                        "the alert channel 'ops' needs headroom.jobs.queues.alerts; there are [email]");
        assertThatThrownBy(() ->
                        node(
                                "node-1",
                                "--headroom.jobs.queues.alerts.concurrency=1",
                                "--headroom.operations.alerts.routes.high=ops,pager"))
                .rootCause()
                .hasMessageContaining("routes: there is no channel 'pager'");
        assertThatThrownBy(
                        () -> node("node-1", "--headroom.operations.alerts.webhooks.ops.secret="))
                .rootCause()
                .hasMessageContaining("secret must be set where url is");
        assertThatThrownBy(() ->
                        node(
                                "node-1",
                                "--headroom.operations.alerts.webhooks.ops.url=not an address"))
                .hasMessageContaining("webhooks.ops: url must be http")
                .hasMessageNotContaining("not an address");
        assertThatThrownBy(() -> node("node-1", "--headroom.operations.alerts.interval=1ms"))
                .rootCause()
                .hasMessageContaining("headroom.operations.alerts.interval must be from 1 s");
    }

    /// The service.
    @EnableAutoConfiguration
    static class Service {

        @Bean
        static OperatorCheck operators() {
            return request -> OPERATOR.equals(request.getHeader("Authorization"));
        }

        @Bean
        static FigureSource level() {
            return figures -> figures.gauge("test.level", HIGH.get() ? 1 : 0);
        }
    }
}
