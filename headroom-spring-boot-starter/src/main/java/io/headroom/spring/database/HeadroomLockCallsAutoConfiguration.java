package io.headroom.spring.database;

import io.headroom.lock.Locks;
import io.headroom.postgres.pool.DatabaseWatch;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.lock.HeadroomLockAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/// The call `…/locks`. Idle, this costs nothing.
@AutoConfiguration(
        after = {HeadroomLockAutoConfiguration.class, HeadroomPoolAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class HeadroomLockCallsAutoConfiguration {

    @Bean
    LocksController headroomLocksController(
            ObjectProvider<Locks> locks, ObjectProvider<DatabaseWatch> watch, OperatorGate gate) {
        return new LocksController(locks, watch, gate);
    }
}
