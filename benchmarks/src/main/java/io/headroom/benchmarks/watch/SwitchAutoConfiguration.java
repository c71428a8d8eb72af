package io.headroom.benchmarks.watch;

import io.headroom.postgres.jdbc.CallScope;
import io.headroom.postgres.jdbc.ConnectionListener;
import io.headroom.postgres.jdbc.ObservedDataSource;
import io.headroom.postgres.jdbc.Observers;
import io.headroom.postgres.jdbc.StatementListener;
import io.headroom.spring.database.HeadroomJdbcAutoConfiguration;
import java.io.IOException;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/// Gives the shop's process a switch for its watches.
@AutoConfiguration(after = HeadroomJdbcAutoConfiguration.class)
public class SwitchAutoConfiguration {

    /// A switch for each data source, outside of what observes it.
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static BeanPostProcessor switchedDataSources(
            ObjectProvider<CallScope> scopes,
            ObjectProvider<StatementListener> statements,
            ObjectProvider<ConnectionListener> connections) {
        Function<Watches, Observers> observers =
                watches ->
                        new Observers(
                                scopes.orderedStream().findFirst().orElseGet(CallScope::none),
                                statements.orderedStream().filter(watches::has).toList(),
                                connections.orderedStream().filter(watches::has).toList());
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof ObservedDataSource observed
                        ? new SwitchedDataSource(observed, observers)
                        : bean;
            }
        };
    }

    /// The switch itself.
    @Bean(destroyMethod = "close")
    WatchSwitch watchSwitch(
            ObjectProvider<SmartLifecycle> works, ObjectProvider<SwitchedDataSource> sources)
            throws IOException {
        return WatchSwitch.open(works, sources);
    }
}
