package io.headroom.spring.operations.audit;

import io.headroom.spring.HeadroomHttpAutoConfiguration;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.Problems;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import tools.jackson.databind.json.JsonMapper;

/// The audit trail of the operations' changing calls, and their limit.
///
/// Idle, this costs nothing; a call that changes nothing costs a look at its path.
@AutoConfiguration(after = HeadroomHttpAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "headroom.operations.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AuditProperties.class)
public class HeadroomAuditAutoConfiguration {

    @Bean
    AuditTrail headroomAuditTrail() {
        return new AuditTrail();
    }

    /// After the correlation id, timing and the limit of bodies.
    @Bean
    FilterRegistrationBean<AuditFilter> headroomAuditFilter(
            AuditTrail trail,
            AuditProperties properties,
            OperatorCheck operators,
            Problems problems,
            JsonMapper json,
            InstantSource clock) {
        FilterRegistrationBean<AuditFilter> registration =
                new FilterRegistrationBean<>(
                        new AuditFilter(
                                trail,
                                new ChangeRate(properties.changesPerMinute(), System::nanoTime),
                                operators,
                                problems,
                                json,
                                clock));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 3);
        return registration;
    }

    @Bean
    AuditController headroomAuditController(AuditTrail trail, OperatorGate gate) {
        return new AuditController(trail, gate);
    }
}
