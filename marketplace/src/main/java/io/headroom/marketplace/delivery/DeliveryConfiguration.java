package io.headroom.marketplace.delivery;

import io.headroom.spring.operations.alert.AlertChannel;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.json.JsonMapper;

/// How messages leave: by `headroom.mail.url` and `headroom.sms.url`, else into folders of the data
/// folder. What sends them is made for the first of them, so that a shop that sends none does not
/// load it; a setting that cannot be used is told at the start nevertheless.
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

    private static final String ALERT_MAILS = "headroom.alerts.mail.to";

    @Bean
    Deliveries deliveries(JdbcClient jdbc, MeterRegistry metrics) {
        return new Deliveries(jdbc, metrics);
    }

    @Bean
    Mailer mailer(
            @Value("${headroom.mail.url:}") String url,
            @Value("${headroom.mail.from:shop@marketplace.invalid}") String from,
            @Value("${headroom.mail.timeout:10s}") Duration timeout,
            @Value("${headroom.data:}") String data,
            InstantSource clock) {
        @Nullable SmtpAddress server = url.isEmpty() ? null : SmtpAddress.parse(url);
        Supplier<Mailer> mailer =
                SingletonSupplier.of(() ->
                        server == null
                                ? new MailFolder(new Outbox(data, "mail"), from, clock)
                                : new SmtpMailer(server, from, timeout, clock));
        return mail -> mailer.get().send(mail);
    }

    @Bean
    SmsGateway smsGateway(
            @Value("${headroom.sms.url:}") String url,
            @Value("${headroom.sms.secret:}") String secret,
            @Value("${headroom.sms.timeout:10s}") Duration timeout,
            @Value("${headroom.data:}") String data,
            InstantSource clock,
            JsonMapper json) {
        if (!url.isEmpty() && secret.isEmpty()) {
            throw new IllegalArgumentException(
                    "headroom.sms.secret must be set where headroom.sms.url is");
        }
        Supplier<SmsGateway> gateway =
                SingletonSupplier.of(() ->
                        url.isEmpty()
                                ? new SmsFolder(new Outbox(data, "sms"), json)
                                : new HttpSmsGateway(
                                        URI.create(url), secret, timeout, clock, json));
        return message -> gateway.get().send(message);
    }

    /// Who hears of alerts by mail, in the queue of mails.
    @Bean
    @Conditional(OperatorsHaveMail.class)
    AlertChannel alertMails(
            @Value("${" + ALERT_MAILS + "}") List<String> recipients,
            Deliveries deliveries,
            Mailer mailer) {
        return new AlertChannel("mail", "email", new AlertMails(recipients, deliveries, mailer));
    }

    static final class OperatorsHaveMail implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !context.getEnvironment().getProperty(ALERT_MAILS, "").isBlank();
        }
    }
}
