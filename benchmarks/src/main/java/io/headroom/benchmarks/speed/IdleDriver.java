package io.headroom.benchmarks.speed;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A driver that does nothing, so that what is measured around it is the layer alone: every call
/// gives the same connection, the same statement or nothing.
final class IdleDriver implements InvocationHandler {

    private final PreparedStatement statement = proxy(PreparedStatement.class);
    private final Connection connection = proxy(Connection.class);

    static DataSource dataSource() {
        return new IdleDriver().proxy(DataSource.class);
    }

    private <T> T proxy(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        IdleDriver.class.getClassLoader(), new Class<?>[] {type}, this));
    }

    @Override
    public @Nullable Object invoke(
            Object self, Method method, @Nullable Object @Nullable [] arguments) {
        Class<?> type = method.getReturnType();
        if (type == Connection.class) {
            return connection;
        }
        if (type == PreparedStatement.class) {
            return statement;
        }
        return type == boolean.class ? Boolean.FALSE : null;
    }
}
