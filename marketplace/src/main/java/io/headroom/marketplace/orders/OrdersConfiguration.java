package io.headroom.marketplace.orders;

import io.headroom.http.pages.SignedCursor;
import io.headroom.jobs.HandledJob;
import io.headroom.marketplace.catalog.Stock;
import io.headroom.marketplace.delivery.Deliveries;
import io.headroom.marketplace.delivery.Mailer;
import io.headroom.marketplace.delivery.SmsGateway;
import io.headroom.spring.jobs.TransactionalJobs;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Orders and what follows from them.
@Configuration(proxyBeanMethods = false)
class OrdersConfiguration {

    @Bean
    OrderRepository orderRepository(JdbcClient jdbc) {
        return new OrderRepository(jdbc);
    }

    @Bean
    OrderPages orderPages(JdbcClient jdbc, SignedCursor cursors) {
        return new OrderPages(jdbc, cursors);
    }

    @Bean
    Orders orders(
            OrderRepository orders,
            Stock stock,
            TransactionalJobs jobs,
            PlatformTransactionManager transactions,
            InstantSource clock) {
        return new Orders(
                orders,
                stock,
                jobs,
                new TransactionTemplate(transactions),
                new OrderNumbers(new SecureRandom()),
                clock);
    }

    @Bean
    Confirmations confirmations(
            OrderRepository orders, Deliveries deliveries, Mailer mailer, SmsGateway gateway) {
        return new Confirmations(orders, deliveries, mailer, gateway);
    }

    @Bean
    HandledJob<OrderRef> confirmationMails(Confirmations confirmations) {
        return new HandledJob<>(Confirmations.MAIL, confirmations::mail);
    }

    @Bean
    HandledJob<OrderRef> confirmationMessages(Confirmations confirmations) {
        return new HandledJob<>(Confirmations.SMS, confirmations::sms);
    }
}
