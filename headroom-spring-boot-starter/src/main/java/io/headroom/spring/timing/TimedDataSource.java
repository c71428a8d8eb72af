package io.headroom.spring.timing;

import io.headroom.http.timing.Part;
import io.headroom.http.timing.RequestProfile;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// Counts the wait for a connection, statements, commits and rollbacks into the request's profile,
/// and tells the [StatementListener]s. Rows are not looked at: a result set is the driver's own.
final class TimedDataSource extends DelegatingDataSource {

    private final Supplier<List<StatementListener>> listeners;
    private final LongSupplier nanoTime;

    TimedDataSource(
            DataSource target, Supplier<List<StatementListener>> listeners, LongSupplier nanoTime) {
        super(target);
        this.listeners = listeners;
        this.nanoTime = nanoTime;
    }

    @Override
    public Connection getConnection() throws SQLException {
        try (var _ = RequestProfile.current().begin(Part.POOL_WAIT)) {
            return timed(super.getConnection());
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        try (var _ = RequestProfile.current().begin(Part.POOL_WAIT)) {
            return timed(super.getConnection(username, password));
        }
    }

    private Connection timed(Connection connection) {
        return proxy(Connection.class, new TimedConnection(connection));
    }

    private final class TimedConnection implements InvocationHandler {

        private final Connection target;

        TimedConnection(Connection target) {
            this.target = target;
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments)
                throws Throwable {
            return switch (method.getName()) {
                case "commit", "rollback" -> {
                    try (var _ = RequestProfile.current().begin(Part.DATABASE)) {
                        yield call(target, method, arguments);
                    }
                }
                case "createStatement" ->
                        proxy(
                                Statement.class,
                                new TimedStatement(self, call(target, method, arguments), "batch"));
                case "prepareStatement" ->
                        proxy(
                                PreparedStatement.class,
                                new TimedStatement(
                                        self, call(target, method, arguments), sql(arguments)));
                case "prepareCall" ->
                        proxy(
                                CallableStatement.class,
                                new TimedStatement(
                                        self, call(target, method, arguments), sql(arguments)));
                case "equals" -> isSame(self, target, arguments);
                default -> call(target, method, arguments);
            };
        }
    }

    private final class TimedStatement implements InvocationHandler {

        private final Object connection;
        private final @Nullable Object target;
        private final String prepared;

        TimedStatement(Object connection, @Nullable Object target, String prepared) {
            this.connection = connection;
            this.target = target;
            this.prepared = prepared;
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments)
                throws Throwable {
            String name = method.getName();
            if (!name.startsWith("execute")) {
                return switch (name) {
                    // Spring compares it with the one it has, to know whether to close it.
                    case "getConnection" -> connection;
                    case "equals" -> isSame(self, target, arguments);
                    default -> call(target, method, arguments);
                };
            }
            String sql =
                    arguments != null && arguments.length > 0 && arguments[0] instanceof String own
                            ? own
                            : prepared;
            return executed(sql, method, arguments);
        }

        private @Nullable Object executed(String sql, Method method, Object @Nullable [] arguments)
                throws Throwable {
            RequestProfile profile = RequestProfile.current();
            long start = nanoTime.getAsLong();
            Throwable error = null;
            try (var _ = profile.begin(Part.DATABASE)) {
                return call(target, method, arguments);
            } catch (Throwable thrown) {
                error = thrown;
                throw thrown;
            } finally {
                long nanos = nanoTime.getAsLong() - start;
                profile.statement(sql, nanos, error != null);
                for (StatementListener listener : listeners.get()) {
                    listener.executed(sql, nanos, error);
                }
            }
        }
    }

    /// A proxy is itself, and what it stands for.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(
            Object self, @Nullable Object target, Object @Nullable [] arguments) {
        Object other = arguments == null ? null : arguments[0];
        return self == other || (target != null && target.equals(other));
    }

    private static String sql(Object @Nullable [] arguments) {
        return arguments == null ? "" : String.valueOf(arguments[0]);
    }

    private static @Nullable Object call(
            @Nullable Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
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
