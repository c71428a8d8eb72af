package io.headroom.spring.operations.search;

import io.headroom.spring.HeadroomHttpAutoConfiguration;
import io.headroom.spring.OperatorGate;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/// Tells how the application's searches do.
///
/// Idle, this costs nothing.
@AutoConfiguration(after = HeadroomHttpAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class HeadroomSearchFiguresAutoConfiguration {

    @Bean
    SearchPerformanceController headroomSearchPerformanceController(
            ObjectProvider<SearchFigures> figures, OperatorGate gate, InstantSource clock) {
        return new SearchPerformanceController(figures, gate, clock);
    }
}
