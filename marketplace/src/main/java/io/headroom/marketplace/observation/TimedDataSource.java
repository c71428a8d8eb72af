package io.headroom.marketplace.observation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// Times every prepared statement that is executed through it.
final class TimedDataSource extends DelegatingDataSource {

    private final Supplier<StatementMetrics> metrics;
    private final LongSupplier nanoTime;

    TimedDataSource(DataSource target, Supplier<StatementMetrics> metrics, LongSupplier nanoTime) {
        super(target);
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return timed(super.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return timed(super.getConnection(username, password));
    }

    private Connection timed(Connection connection) {
        return proxy(
                Connection.class,
                (self, method, arguments) -> {
                    Object result = call(connection, method, arguments);
                    return method.getName().equals("prepareStatement")
                                    && result instanceof PreparedStatement statement
                                    && arguments != null
                            ? timed(statement, (String) arguments[0])
                            : result;
                });
    }

    private PreparedStatement timed(PreparedStatement statement, String sql) {
        return proxy(
                PreparedStatement.class,
                (self, method, arguments) -> {
                    if (!method.getName().startsWith("execute")) {
                        return call(statement, method, arguments);
                    }
                    long start = nanoTime.getAsLong();
                    Throwable error = null;
                    try {
                        return call(statement, method, arguments);
                    } catch (Throwable thrown) {
                        error = thrown;
                        throw thrown;
                    } finally {
                        metrics.get().executed(sql, nanoTime.getAsLong() - start, error);
                    }
                });
    }

    private static @Nullable Object call(
            Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException wrapped) {
            throw wrapped.getTargetException();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(
                        TimedDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
