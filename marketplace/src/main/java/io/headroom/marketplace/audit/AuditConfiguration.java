package io.headroom.marketplace.audit;

import io.headroom.jobs.HandledJob;
import javax.crypto.SecretKey;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/// Writes down what jobs of the queue `audit` tell, each in the transaction that ends the job.
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

    @Bean
    AuditLog auditLog(SecretKey tokenKey, JsonMapper json) {
        return new AuditLog(tokenKey, json);
    }

    @Bean
    HandledJob<AuditEvent> auditJobs(AuditLog log) {
        return new HandledJob<>(
                AuditEvent.TYPE, (event, context) -> log.append(context.connection(), event));
    }
}
