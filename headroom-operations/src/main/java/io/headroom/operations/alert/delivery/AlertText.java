package io.headroom.operations.alert.delivery;

import io.headroom.operations.alert.delivery.AlertNotice.Change;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Messages in words. Names of alerts and subjects may come from anywhere, so that each line stays
/// one.
final class AlertText {

    private static final int LONGEST_SUBJECT = 150;
    private static final int WIDTH = 78;
    private static final String INDENT = " ".repeat(13);
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private AlertText() {}

    static String subject(AlertMessage message) {
        AlertNotice first = message.notices().getFirst();
        String what;
        if (message.notices().size() == 1 && message.more() == 0) {
            what =
                    first.change() == Change.FIRES
                            ? "[%s] %s fires".formatted(priority(first), first.alert())
                            : "[over] %s after %s".formatted(first.alert(), words(first.lasted()));
        } else {
            long fire = message.notices().stream().filter(n -> n.change() == Change.FIRES).count();
            what =
                    "[%s] %d alerts: %d fire, %d are over"
                            .formatted(
                                    priority(first),
                                    message.notices().size() + message.more(),
                                    fire,
                                    message.notices().size() - fire);
            what += message.more() > 0 ? ", and " + message.more() + " more" : "";
        }
        return clipped(oneLine(what + ", " + message.service()), LONGEST_SUBJECT);
    }

    static String text(AlertMessage message) {
        StringBuilder text = new StringBuilder();
        for (AlertNotice notice : message.notices()) {
            if (!text.isEmpty()) {
                text.append("\n").append("-".repeat(WIDTH)).append("\n\n");
            }
            describe(message, notice, text);
        }
        if (message.more() > 0) {
            text.append("\nAnd ")
                    .append(message.more())
                    .append(" more changes: see the service's page /operations.\n");
        }
        return text.toString();
    }

    private static void describe(AlertMessage message, AlertNotice notice, StringBuilder to) {
        boolean over = notice.change() == Change.RESOLVED;
        wrap(
                "",
                "%s %s (%s)."
                        .formatted(notice.alert(), over ? "is over" : "fires", priority(notice)),
                "",
                to);
        to.append("\n");
        wrap("", notice.summary(), "", to);
        to.append("\n");
        wrap("Why:         ", notice.why(), INDENT, to);
        wrap(
                "Since:       ",
                "%s, on %s; it fires since %s"
                        .formatted(
                                UTC.format(notice.since()),
                                notice.node(),
                                UTC.format(notice.firedAt())),
                INDENT,
                to);
        if (over) {
            wrap(
                    "Over:        ",
                    "%s, after %s".formatted(UTC.format(notice.overAt()), words(notice.lasted())),
                    INDENT,
                    to);
        }
        to.append("What to do:  ").append(oneLine(message.runbook(notice))).append("\n");
        to.append("Correlation: ").append(notice.correlation()).append("\n");
    }

    private static void wrap(String label, String text, String indent, StringBuilder to) {
        StringBuilder line = new StringBuilder(label);
        boolean empty = true;
        for (String word : oneLine(text).split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                to.append(line).append("\n");
                line = new StringBuilder(indent);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        to.append(line).append("\n");
    }

    private static String priority(AlertNotice notice) {
        return notice.priority().name().toLowerCase(Locale.ROOT);
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }

    private static String clipped(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    /// Two units, `3 h 20 min`.
    static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800
                ? "%d h %d min".formatted(seconds / 3_600, seconds % 3_600 / 60)
                : "%d d %d h".formatted(seconds / 86_400, seconds % 86_400 / 3_600);
    }
}
