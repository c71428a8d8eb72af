package io.headroom.marketplace.orders;

import io.headroom.marketplace.catalog.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What confirmations say.
///
/// @param subject of the mail, with a place for the number
/// @param greeting the mail's first lines, with a place for the number
/// @param total the word for it
/// @param ending the mail's last lines
/// @param message the text message, with places for number and total
record ConfirmationText(
        String subject, String greeting, String total, String ending, String message) {

    private static final int NAME_WIDTH = 48;

    private static final ConfirmationText ENGLISH =
            new ConfirmationText(
                    "Your order %s",
                    """
                    Thank you for your order %s.

                    """,
                    "Total",
                    """

                    This mail was sent by a machine; nobody reads answers to it.
                    """,
                    "Your order %s over %s is placed. Thank you.");

    private static final ConfirmationText SPANISH =
            new ConfirmationText(
                    "Su pedido %s",
                    """
                    Gracias por su pedido %s.

                    """,
                    "Total",
                    """

                    Este correo lo ha enviado una máquina; nadie lee las respuestas.
                    """,
                    "Hemos recibido su pedido %s por %s. Gracias.");

    static ConfirmationText in(Language language) {
        return switch (language) {
            case EN -> ENGLISH;
            case ES -> SPANISH;
        };
    }

    String subject(Order order) {
        return subject.formatted(order.number());
    }

    String message(Order order) {
        return message.formatted(order.number(), amount(order.total()));
    }

    String body(Order order) {
        List<String> rows = new ArrayList<>();
        for (Order.Line line : Objects.requireNonNullElse(order.lines(), List.<Order.Line>of())) {
            rows.add(
                    "%4d × %-48s %18s"
                            .formatted(
                                    line.quantity(),
                                    shortened(line.name()),
                                    amount(line.amount())));
        }
        rows.add("%-55s %18s".formatted(total, amount(order.total())));
        return greeting.formatted(order.number()) + String.join("\n", rows) + "\n" + ending;
    }

    private static String amount(Order.Total total) {
        return total.amount().toPlainString() + " " + total.currency();
    }

    /// Names are what people wrote: one line, and not longer than its place.
    private static String shortened(String name) {
        String line = name.replaceAll("\\p{Cntrl}+", " ");
        return line.codePointCount(0, line.length()) <= NAME_WIDTH
                ? line
                : line.substring(0, line.offsetByCodePoints(0, NAME_WIDTH - 1)) + "…";
    }
}
