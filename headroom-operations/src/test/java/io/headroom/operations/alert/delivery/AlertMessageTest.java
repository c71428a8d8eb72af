package io.headroom.operations.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.operations.alert.Priority;
import io.headroom.operations.alert.delivery.AlertNotice.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlertMessageTest {

    private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");

    private static AlertNotice notice(long incident, Change change, String alert) {
        return new AlertNotice(
                incident,
                change,
                alert,
                "HeadroomPoolNearlyExhausted",
                "",
                Priority.HIGH,
                "More than 9 of 10 connections are borrowed; callers are about to wait.",
                "pool.utilisation_ratio is 0.97; it may not be above 0.9.",
                SINCE,
                SINCE.plusSeconds(60),
                change == Change.FIRES ? Instant.EPOCH : SINCE.plusSeconds(60 + 3 * 3_600 + 1_200),
                "node-1");
    }

    private static AlertMessage message(AlertNotice... notices) {
        return new AlertMessage(
                MessageKey.of(List.of(notices)),
                "marketplace",
                "https://example.org/runbook/",
                SINCE,
                List.of(notices),
                0);
    }

    @Test
    void itSaysWhatFiresWhySinceWhenAndWhatToDo() {
        AlertMessage message = message(notice(12, Change.FIRES, "HeadroomPoolNearlyExhausted"));
        assertThat(message.subject())
                .isEqualTo("[high] HeadroomPoolNearlyExhausted fires, marketplace");
        assertThat(message.text())
                .isEqualTo(
                        """
                        HeadroomPoolNearlyExhausted fires (high).

                        More than 9 of 10 connections are borrowed; callers are about to wait.

                        Why:         pool.utilisation_ratio is 0.97; it may not be above 0.9.
                        Since:       2026-03-01 12:00:00 UTC, on node-1; it fires since 2026-03-01
                                     12:01:00 UTC
                        What to do:  https://example.org/runbook/HeadroomPoolNearlyExhausted.md
                        Correlation: alert-12
                        """);
        assertThat(message.key()).isEqualTo("alert-12-fires");
        assertThat(message.correlation()).isEqualTo("alert-12");
    }

    @Test
    void whatIsOverSaysHowLongItLasted() {
        AlertMessage message = message(notice(12, Change.RESOLVED, "Pool"));
        assertThat(message.subject()).isEqualTo("[over] Pool after 3 h 20 min, marketplace");
        assertThat(message.text())
                .contains("Over:        2026-03-01 15:21:00 UTC, after 3 h 20 min\n");
        assertThat(message.notices().getFirst().lasted()).isEqualTo(Duration.ofMinutes(200));
    }

    @Test
    void linesAreShortAndHostileNamesStayOnTheirs() {
        AlertMessage message =
                message(
                        notice(1, Change.FIRES, "Pool\r\nBcc: all@example.org " + "x ".repeat(300)),
                        notice(2, Change.RESOLVED, "Other"));
        assertThat(message.subject()).doesNotContain("\n", "\r").hasSizeLessThanOrEqualTo(150);
        assertThat(message.subject()).isEqualTo("[high] 2 alerts: 1 fire, 1 are over, marketplace");
        assertThat(message.text().lines()).allMatch(line -> line.length() <= 78);
        assertThat(message.text()).doesNotContain("\r", "\nBcc");
    }

    @Test
    void oneMessageHasOneKeyWhoeverMakesIt() {
        AlertNotice one = notice(1, Change.FIRES, "A");
        AlertNotice two = notice(2, Change.FIRES, "B");
        assertThat(message(one, two).key())
                .isEqualTo(message(one, two).key())
                .matches("alerts-[0-9a-f]{16}")
                .isNotEqualTo(message(two, one).key());
        assertThat(message(one, two).keeping(each -> each.incident() == 2).notices())
                .containsExactly(two);
    }

    @Test
    void noMoreMessagesLeaveThanThereIsRoomFor() {
        List<AlertNotice> due =
                IntStream.range(0, 10).mapToObj(i -> notice(i, Change.FIRES, "Alert" + i)).toList();
        for (int room = 0; room <= 12; room++) {
            for (int size = 0; size <= due.size(); size++) {
                List<List<AlertNotice>> groups = AlertRoutes.paced(due.subList(0, size), room);
                assertThat(groups).hasSize(Math.min(room, size));
                assertThat(groups.stream().flatMap(List::stream))
                        .containsExactlyElementsOf(room == 0 ? List.of() : due.subList(0, size));
            }
        }
    }

    @Test
    void limitsAreNamed() {
        assertThatThrownBy(() -> new AlertRoutes("s", "", Map.of(), 0))
                .hasMessageContaining("messagesPerMinute must be from 1 to 600: 0");
        assertThatThrownBy(() -> new AlertMessage("k", "s", "", SINCE, List.of(), 0))
                .hasMessageContaining("at least one change");
    }
}
