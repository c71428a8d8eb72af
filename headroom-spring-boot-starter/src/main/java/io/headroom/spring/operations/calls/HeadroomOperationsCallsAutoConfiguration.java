package io.headroom.spring.operations.calls;

import io.headroom.spring.HeadroomHttpAutoConfiguration;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.ResettableFigures;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/// Calls over all features, and in place of those that are not there.
///
/// Idle, this costs nothing.
@AutoConfiguration(after = HeadroomHttpAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class HeadroomOperationsCallsAutoConfiguration {

    @Bean
    ResetController headroomResetController(
            ObjectProvider<ResettableFigures> figures, OperatorGate gate, InstantSource clock) {
        return new ResetController(() -> figures.orderedStream().toList(), gate, clock);
    }

    @Bean
    UnbuiltController headroomUnbuiltController(OperatorGate gate) {
        return new UnbuiltController(gate);
    }
}
