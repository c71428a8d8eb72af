package io.headroom.marketplace.delivery;

import io.headroom.operations.alert.delivery.AlertMessage;
import io.headroom.operations.alert.delivery.AlertReceiver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Tells operators of alerts by mail, each of them once: one who cannot be reached does not keep it
/// from the others.
final class AlertMails implements AlertReceiver {

    private final List<String> recipients;
    private final Deliveries deliveries;
    private final Mailer mailer;

    AlertMails(List<String> recipients, Deliveries deliveries, Mailer mailer) {
        this.recipients = recipients;
        this.deliveries = deliveries;
        this.mailer = mailer;
    }

    @Override
    public void receive(AlertMessage message) throws Exception {
        List<Exception> failures = new ArrayList<>();
        for (String recipient : recipients) {
            String key = "alert/%s/%s/email".formatted(message.key(), named(recipient));
            try {
                deliveries.once(
                        key,
                        Channel.EMAIL,
                        () ->
                                mailer.send(
                                        new Mail(
                                                key,
                                                recipient,
                                                message.subject(),
                                                message.text(),
                                                List.of())));
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                failures.add(e);
            }
        }
        // What may help to try again comes first: what was delivered is not sent again.
        failures.sort((a, b) -> Boolean.compare(isFinal(a), isFinal(b)));
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    /// An address does not stand in the ledger, and no two may share a key: who had the other's
    /// would be taken for told.
    private static UUID named(String recipient) {
        return UUID.nameUUIDFromBytes(recipient.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isFinal(Exception failure) {
        return failure instanceof RefusedForGoodException;
    }
}
