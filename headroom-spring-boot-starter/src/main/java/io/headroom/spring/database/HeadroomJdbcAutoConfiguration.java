package io.headroom.spring.database;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.postgres.jdbc.CallScope;
import io.headroom.postgres.jdbc.ConnectionListener;
import io.headroom.postgres.jdbc.ObservedDataSource;
import io.headroom.postgres.jdbc.Observers;
import io.headroom.postgres.jdbc.StatementListener;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.function.SingletonSupplier;

/// Observes every `DataSource` bean. Beans of the types `StatementListener` and
/// `ConnectionListener` are told of statements and of borrowed connections; they must not need a
/// connection to be made. The first `CallScope` books the time.
@AutoConfiguration
public class HeadroomJdbcAutoConfiguration {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static BeanPostProcessor headroomObservedDataSources(
            ObjectProvider<CallScope> scopes,
            ObjectProvider<StatementListener> statements,
            ObjectProvider<ConnectionListener> connections) {
        Supplier<Observers> observers =
                SingletonSupplier.of(() ->
                        new Observers(
                                scopes.orderedStream().findFirst().orElseGet(CallScope::none),
                                statements.orderedStream().toList(),
                                connections.orderedStream().toList()));
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource source && !isObserved(source)
                        ? new ObservedDataSource(
                                poolName(source, name), source, observers, System::nanoTime)
                        : bean;
            }
        };
    }

    /// The pool's own name, by which its metrics call it, or the bean's.
    private static String poolName(DataSource source, String bean) {
        String own = source instanceof HikariDataSource pool ? pool.getPoolName() : null;
        return own == null ? bean : own;
    }

    private static boolean isObserved(DataSource source) {
        if (source instanceof DelegatingDataSource outer) {
            DataSource inner = outer.getTargetDataSource();
            return inner != null && isObserved(inner);
        }
        return source instanceof ObservedDataSource;
    }
}
