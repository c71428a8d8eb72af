package io.headroom.marketplace.orders;

import io.headroom.jobs.JobContext;
import io.headroom.jobs.JobType;
import io.headroom.marketplace.delivery.Channel;
import io.headroom.marketplace.delivery.Deliveries;
import io.headroom.marketplace.delivery.Mail;
import io.headroom.marketplace.delivery.Mailer;
import io.headroom.marketplace.delivery.Sms;
import io.headroom.marketplace.delivery.SmsGateway;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells whoever ordered, by mail and, where they gave a number, by text message.
final class Confirmations {

    /// The mail.
    static final JobType<OrderRef> MAIL =
            JobType.of("order-confirmation-mail", OrderRef.class).inQueue("email");

    /// The text message.
    static final JobType<OrderRef> SMS =
            JobType.of("order-confirmation-sms", OrderRef.class).inQueue("sms");

    private static final Logger LOG = LoggerFactory.getLogger(Confirmations.class);

    private final OrderRepository orders;
    private final Deliveries deliveries;
    private final Mailer mailer;
    private final SmsGateway gateway;

    Confirmations(
            OrderRepository orders, Deliveries deliveries, Mailer mailer, SmsGateway gateway) {
        this.orders = orders;
        this.deliveries = deliveries;
        this.mailer = mailer;
        this.gateway = gateway;
    }

    void mail(OrderRef ref, JobContext context) throws Exception {
        Optional<OrderRepository.Contact> contact = contact(ref);
        if (contact.isPresent()) {
            Order order = orders.find(ref.id(), contact.get().language()).orElseThrow();
            ConfirmationText text = ConfirmationText.in(contact.get().language());
            String key = "order/" + ref.number() + "/email";
            Mail mail =
                    new Mail(
                            key,
                            contact.get().email(),
                            text.subject(order),
                            text.body(order),
                            List.of());
            deliveries.once(
                    key,
                    Channel.EMAIL,
                    () -> {
                        context.ensureHeld();
                        return mailer.send(mail);
                    });
        }
    }

    void sms(OrderRef ref, JobContext context) throws Exception {
        Optional<OrderRepository.Contact> contact = contact(ref);
        if (contact.isPresent() && contact.get().phone() != null) {
            Order order = orders.find(ref.id(), contact.get().language()).orElseThrow();
            String key = "order/" + ref.number() + "/sms";
            Sms message =
                    new Sms(
                            key,
                            contact.get().phone(),
                            ConfirmationText.in(contact.get().language()).message(order));
            deliveries.once(
                    key,
                    Channel.SMS,
                    () -> {
                        context.ensureHeld();
                        return gateway.send(message);
                    });
        }
    }

    private Optional<OrderRepository.Contact> contact(OrderRef ref) {
        Optional<OrderRepository.Contact> contact = orders.contact(ref);
        if (contact.isEmpty()) {
            LOG.info("order {} is gone with its catalogue: nobody to tell", ref.number());
        }
        return contact;
    }
}
