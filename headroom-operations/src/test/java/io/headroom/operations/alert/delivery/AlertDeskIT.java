package io.headroom.operations.alert.delivery;

import static io.headroom.operations.alert.delivery.BookRig.POOL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.operations.alert.Alert;
import io.headroom.operations.alert.AlertRule;
import io.headroom.operations.alert.Alerts;
import io.headroom.operations.alert.Priority;
import io.headroom.operations.alert.Verdict;
import io.headroom.operations.alert.delivery.AlertDesk.Reach;
import io.headroom.test.FaultProxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Nodes with alerts on a real PostgreSQL.
class AlertDeskIT {

    /// Pending for fifteen seconds, and firing after that.
    private static final AlertRule SLOW =
            new AlertRule(
                    "Slow",
                    "",
                    Priority.HIGH,
                    "Slow.",
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(20));

    private final BookRig rig = new BookRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private static Alert.Acknowledgement acknowledgement(BookRig.Node node) {
        return node.alerts.active().getFirst().acknowledgement();
    }

    @Test
    void manyNodesThatSeeTheSameAtOnceTellItOnce() throws Exception {
        List<BookRig.Node> nodes =
                IntStream.range(0, 8).mapToObj(i -> rig.node("node-" + i)).toList();
        nodes.forEach(node -> node.alerts.evaluate(List.of(new Verdict(POOL, true, 1))));
        List<Callable<Boolean>> rounds = new ArrayList<>();
        nodes.forEach(node -> rounds.add(node.desk::round));
        try (ExecutorService all = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> round : all.invokeAll(rounds)) {
                assertThat(round.get()).isTrue();
            }
        }
        assertThat(rig.told("ops")).containsExactly("alert-1-fires");
        assertThat(rig.told("mail")).containsExactly("alert-1-fires");
        assertThat(nodes.getFirst().desk.round()).isTrue();
        assertThat(nodes.getFirst().desk.state().incidents())
                .singleElement()
                .satisfies(incident -> {
                    assertThat(incident.nodes()).hasSize(8);
                    assertThat(incident.told()).isTrue();
                });
        assertThat(rig.told("ops")).hasSize(1);
    }

    @Test
    void itIsOverWhenTheLastNodeSaysSoAndTellsHowLongItLasted() {
        BookRig.Node one = rig.node("node-1");
        BookRig.Node two = rig.node("node-2");
        one.sees(POOL);
        two.sees(POOL);
        one.sees();
        one.sees();
        one.sees();
        assertThat(one.alerts.active()).isEmpty();
        assertThat(rig.told("ops")).containsExactly("alert-1-fires");
        rig.execute(
                "UPDATE headroom_alert_incident SET fired_at = fired_at - interval '12 min', since = since - interval '13 min'");
        two.sees();
        two.sees();
        two.sees();
        assertThat(rig.told("ops")).containsExactly("alert-1-fires", "alert-1-resolved");
        AlertNotice over = rig.message("ops", "alert-1-resolved").notices().getFirst();
        assertThat(over.lasted()).isBetween(Duration.ofMinutes(12), Duration.ofMinutes(14));
        assertThat(over.why()).isEqualTo("pool is 1.0.");
        assertThat(over.node()).isEqualTo("node-1");
        one.sees(POOL);
        assertThat(rig.told("ops")).endsWith("alert-2-fires").hasSize(3);
    }

    @Test
    void aNodeThatVanishesKeepsNoAlertOpenForever() {
        BookRig.Node one = rig.node("node-1");
        BookRig.Node two = rig.node("node-2");
        two.sees(POOL);
        rig.execute("UPDATE headroom_alert_seen SET seen_at = seen_at - interval '20 s'");
        one.sees();
        assertThat(rig.told("ops")).containsExactly("alert-1-fires");
        rig.execute("UPDATE headroom_alert_seen SET seen_at = seen_at - interval '41 s'");
        one.sees();
        assertThat(rig.told("ops")).containsExactly("alert-1-fires", "alert-1-resolved");
    }

    @Test
    void aNodeThatBeginsAnewGoesOnWithWhatFires() {
        BookRig.Node before = rig.node("node-1");
        before.sees(SLOW);
        before.sees(SLOW);
        BookRig.Node after = rig.node("node-1");
        after.sees(SLOW);
        assertThat(after.alerts.active().getFirst().state()).isEqualTo(Alert.State.PENDING);
        after.sees(SLOW);
        assertThat(after.alerts.active().getFirst().state()).isEqualTo(Alert.State.FIRING);
        assertThat(rig.told("ops")).containsExactly("alert-1-fires");
    }

    @Test
    void whatOperatorsSayHoldsOnEveryNodeAndOverARestart() {
        BookRig.Node one = rig.node("node-1");
        BookRig.Node two = rig.node("node-2");
        one.sees(POOL);
        two.sees();
        // Said to a node that does not see the alert.
        assertThat(two.desk.acknowledge("PoolFull", "ada", "looking")).isEqualTo(Reach.ALL_NODES);
        assertThat(two.desk.silence("Slow", "ada", "maintenance", Duration.ofHours(1)))
                .isEqualTo(Reach.ALL_NODES);
        one.sees(POOL);
        assertThat(acknowledgement(one).by()).isEqualTo("ada");
        assertThat(acknowledgement(one).note()).isEqualTo("looking");
        assertThat(one.alerts.silences().values())
                .extracting(Alert.Silence::reason)
                .containsExactly("maintenance");

        BookRig.Node restarted = rig.node("node-1");
        restarted.sees(POOL);
        assertThat(acknowledgement(restarted).by()).isEqualTo("ada");
        assertThat(restarted.alerts.silences()).containsOnlyKeys("Slow");

        assertThat(restarted.desk.hear("Slow")).isEqualTo(Reach.ALL_NODES);
        two.sees();
        assertThat(two.alerts.silences()).isEmpty();
        assertThat(two.desk.hear("Slow")).isEqualTo(Reach.NOWHERE);
        assertThat(two.desk.acknowledge("Unknown", "ada", "")).isEqualTo(Reach.NOWHERE);
    }

    @Test
    void anAcknowledgementEndsWithItsIncident() {
        BookRig.Node one = rig.node("node-1");
        one.sees(POOL);
        one.desk.acknowledge("PoolFull", "ada", "looking");
        one.sees();
        one.sees();
        one.sees();
        // Whoever heard of its beginning hears of its end.
        assertThat(rig.told("ops")).containsExactly("alert-1-fires", "alert-1-resolved");
        one.sees(POOL);
        assertThat(acknowledgement(one).isGiven()).isFalse();
        assertThat(rig.told("ops")).endsWith("alert-2-fires");
    }

    @Test
    void whatIsAcknowledgedWhileItIsPendingIsNotTold() {
        BookRig.Node one = rig.node("node-1");
        one.sees(SLOW);
        assertThat(one.desk.acknowledge("Slow", "ada", "known")).isEqualTo(Reach.ALL_NODES);
        one.sees(SLOW);
        assertThat(one.desk.state().incidents()).hasSize(1);
        one.sees();
        one.sees();
        one.sees();
        assertThat(one.desk.state().incidents()).isEmpty();
        assertThat(rig.told("ops")).isEmpty();
    }

    @Test
    void whatIsSilencedIsToldWhenTheSilenceIsOver() {
        BookRig.Node one = rig.node("node-1");
        one.desk.silence("PoolFull", "ada", "maintenance", Duration.ofHours(1));
        one.sees(POOL);
        assertThat(one.desk.state().incidents()).hasSize(1);
        assertThat(rig.told("ops")).isEmpty();
        rig.execute(
                "UPDATE headroom_alert_silence SET until_at = clock_timestamp() - interval '1 s'");
        one.sees(POOL);
        assertThat(rig.told("ops")).containsExactly("alert-1-fires");

        one.desk.silence("PoolFull", "ada", "maintenance", Duration.ofHours(1));
        one.sees();
        one.sees();
        one.sees();
        assertThat(one.desk.state().incidents()).isEmpty();
        one.desk.hear("PoolFull");
        one.sees();
        assertThat(rig.told("ops")).containsExactly("alert-1-fires");
    }

    @Test
    void whatIsSaidWhileTheDatabaseIsAwayHoldsHereAndLaterEverywhere() {
        BookRig.Node one = rig.node("node-1");
        BookRig.Node two = rig.node("node-2");
        one.sees(POOL);
        one.database.away = true;
        assertThat(one.desk.acknowledge("PoolFull", "ada", "looking")).isEqualTo(Reach.THIS_NODE);
        one.desk.silence("Slow", "ada", "maintenance", Duration.ofHours(1));
        one.desk.silence("Other", "ada", "mistake", Duration.ofHours(1));
        one.desk.hear("Other");
        assertThat(one.sees(POOL)).isFalse();
        assertThat(acknowledgement(one).by()).isEqualTo("ada");
        assertThat(one.desk.state().failure()).contains("cannot be reached");
        assertThat(one.desk.state().shared()).isFalse();
        two.sees(POOL);
        assertThat(acknowledgement(two).isGiven()).isFalse();
        one.database.away = false;
        assertThat(one.sees(POOL)).isTrue();
        two.sees(POOL);
        assertThat(acknowledgement(two).by()).isEqualTo("ada");
        assertThat(two.alerts.silences()).containsOnlyKeys("Slow");
        assertThat(one.desk.state().shared()).isTrue();
    }

    @Test
    void whatIsSaidAgainWhileTheFirstIsWrittenHolds() throws Exception {
        BookRig.Node one = rig.node("node-1");
        assertThat(one.sees()).isTrue();
        one.desk.silence("Slow", "ada", "maintenance", Duration.ofHours(1));
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            one.database.opened =
                    () -> {
                        one.database.opened = () -> {};
                        join(
                                other.submit(() -> {
                                    one.desk.silence(
                                            "Slow", "bob", "once more", Duration.ofHours(1));
                                    return one.desk.hear("Slow");
                                }));
                    };
            assertThat(one.desk.hear("Slow")).isEqualTo(Reach.ALL_NODES);
        }
        assertThat(one.alerts.silences()).isEmpty();
        assertThat(one.sees()).isTrue();
        BookRig.Node two = rig.node("node-2");
        assertThat(two.sees()).isTrue();
        assertThat(two.alerts.silences()).isEmpty();
    }

    private static void join(Future<Reach> said) {
        try {
            assertThat(said.get()).isEqualTo(Reach.THIS_NODE);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDatabaseThatFallsSilentHoldsNobodyUp() {
        BookRig.Node one = rig.node("node-1");
        URI server = URI.create(rig.database.jdbcUrl().substring("jdbc:".length()));
        try (FaultProxy proxy = FaultProxy.to(server.getHost(), server.getPort())) {
            one.database.setUrl(
                    "jdbc:postgresql://%s:%d%s"
                            .formatted(proxy.host(), proxy.port(), server.getPath()));
            assertThat(one.sees(POOL)).isTrue();
            one.database.opened = proxy::blackhole;
            long start = System.nanoTime();
            assertThat(one.desk.acknowledge("PoolFull", "ada", "looking"))
                    .isEqualTo(Reach.THIS_NODE);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(20));
            assertThat(acknowledgement(one).by()).isEqualTo("ada");
            one.database.opened = () -> {};
            proxy.pass();
            assertThat(one.sees(POOL)).isTrue();
        }
        BookRig.Node two = rig.node("node-2");
        two.sees(POOL);
        assertThat(acknowledgement(two).by()).isEqualTo("ada");
    }

    @Test
    void whatBeganAndWasOverWhileTheDatabaseWasAwayIsToldOnce() {
        BookRig.Node one = rig.node("node-1");
        BookRig.Node two = rig.node("node-2");
        one.database.away = true;
        two.database.away = true;
        for (int i = 0; i < 8; i++) {
            one.sees(POOL);
            two.sees(POOL);
        }
        for (int i = 0; i < 3; i++) {
            one.sees();
            two.sees();
        }
        one.database.away = false;
        two.database.away = false;
        one.sees();
        two.sees();
        assertThat(rig.told("ops")).containsExactly("alert-1-resolved");
        assertThat(rig.message("ops", "alert-1-resolved").notices().getFirst().lasted())
                .isGreaterThan(Duration.ofMinutes(3));
    }

    @Test
    void aStormIsSummedUpInTheLastMessageOfTheMinute() {
        BookRig.Node one = rig.new Node("node-1", BookRig.routes(5));
        AlertRule[] rules =
                IntStream.range(0, 30)
                        .mapToObj(i ->
                                BookRig.rule(
                                        "Alert" + i, i == 29 ? Priority.HIGH : Priority.MEDIUM))
                        .toArray(AlertRule[]::new);
        one.sees(rules);
        List<String> told = rig.told("ops");
        assertThat(told).hasSize(5);
        assertThat(rig.told("mail")).hasSize(1);
        assertThat(rig.message("ops", told.getFirst()).notices().getFirst().alert())
                .isEqualTo("Alert29");
        AlertMessage summary = rig.message("ops", told.getLast());
        assertThat(summary.notices()).hasSize(26);
        assertThat(summary.subject()).isEqualTo("[medium] 26 alerts: 26 fire, 0 are over, shop");

        one.sees(POOL, BookRig.rule("Other", Priority.HIGH));
        assertThat(rig.told("ops")).hasSize(5);
        assertThat(one.desk.state().heldBack()).isEqualTo(2);
        rig.execute(
                "UPDATE headroom_alert_pace SET sent = ARRAY (SELECT t - interval '1 min' FROM unnest(sent) t)");
        one.sees(POOL, BookRig.rule("Other", Priority.HIGH));
        assertThat(rig.told("ops")).hasSize(7);
        assertThat(one.desk.state().heldBack()).isZero();
    }

    @Test
    void aMessageThatCannotWaitIsNotTold() {
        BookRig.Node one = rig.node("node-1");
        rig.execute("ALTER TABLE message RENAME TO elsewhere");
        assertThat(one.sees(POOL)).isFalse();
        assertThat(one.desk.state().failure()).contains("message");
        rig.execute("ALTER TABLE elsewhere RENAME TO message");
        assertThat(one.sees(POOL)).isTrue();
        assertThat(rig.told("ops")).containsExactly("alert-2-fires");
    }

    @Test
    void aPriorityThatNobodyHearsOfIsNotTold() {
        BookRig.Node one = rig.node("node-1");
        one.sees(BookRig.rule("Trend", Priority.LOW));
        assertThat(one.desk.state().incidents()).hasSize(1);
        assertThat(one.desk.state().heldBack()).isZero();
        assertThat(rig.told("ops")).isEmpty();
    }

    @Test
    void whatIsNotWantedAnyMoreIsLeftOut() throws Exception {
        BookRig.Node one = rig.node("node-1");
        one.sees(POOL, BookRig.rule("Other", Priority.HIGH));
        AlertMessage first = rig.message("ops", "alert-1-fires");
        AlertMessage second = rig.message("ops", "alert-2-fires");
        assertThat(one.desk.unwanted(first)).isEmpty();
        one.desk.acknowledge(first.notices().getFirst().alert(), "ada", "");
        assertThat(one.desk.unwanted(first)).hasSize(1);
        assertThat(one.desk.unwanted(second)).isEmpty();
        one.sees();
        one.sees();
        one.sees();
        // That it is over is told by another message, which is always of use.
        assertThat(one.desk.unwanted(second)).hasSize(1);
        assertThat(one.desk.unwanted(rig.message("ops", "alert-2-resolved"))).isEmpty();
    }

    @Test
    void withoutTheTablesItSaysSoAndWhatIsSaidHoldsInTheProcess() {
        try (TestDatabase bare = TestServers.newDatabase()) {
            BookRig.Node one = rig.node("node-1");
            one.database.setUrl(bare.jdbcUrl());
            assertThat(one.sees(POOL)).isFalse();
            assertThat(one.desk.state().failure()).contains("headroom_alerts.sql");
            assertThat(one.desk.acknowledge("PoolFull", "ada", "")).isEqualTo(Reach.THIS_NODE);
            one.sees(POOL);
            assertThat(acknowledgement(one).by()).isEqualTo("ada");
        }
    }

    @Test
    void withoutABookWhatIsSaidEndsWithTheProcess() {
        Alerts alerts = new Alerts(rig.time);
        AlertDesk desk =
                new AlertDesk(
                        alerts, alert -> "", new AlertBook.None("no database"), "n", rig.time);
        desk.changed(alerts.evaluate(List.of(new Verdict(POOL, true, 1))));
        assertThat(desk.acknowledge("PoolFull", "ada", "")).isEqualTo(Reach.THIS_NODE);
        assertThat(alerts.active().getFirst().acknowledgement().isGiven()).isTrue();
        assertThat(desk.state().failure()).isEqualTo("no database");
        assertThat(desk.round()).isFalse();
        assertThatThrownBy(() -> desk.silence("x", "ada", "", Duration.ofDays(8)))
                .hasMessageContaining("up to 7 days");
    }
}
