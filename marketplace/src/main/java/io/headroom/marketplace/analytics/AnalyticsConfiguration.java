package io.headroom.marketplace.analytics;

import io.headroom.jobs.HandledJob;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Counts sales in the background, and reads what was counted.
@Configuration(proxyBeanMethods = false)
class AnalyticsConfiguration {

    @Bean
    MerchantFigures merchantFigures(JdbcClient jdbc) {
        return new MerchantFigures(jdbc);
    }

    @Bean
    HandledJob<RollUp.Sale> rollUpJobs() {
        return new HandledJob<>(RollUp.TYPE, RollUp::count);
    }
}
