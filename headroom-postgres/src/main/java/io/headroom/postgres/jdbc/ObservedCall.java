package io.headroom.postgres.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A call of a procedure whose executions are told of. It is rare in PostgreSQL and has more than a
/// hundred methods, so a proxy with reflection does for it.
final class ObservedCall implements InvocationHandler {

    private final ObservedConnection connection;
    private final CallableStatement target;
    private final String sql;
    private final Binds binds = new Binds();

    private ObservedCall(ObservedConnection connection, CallableStatement target, String sql) {
        this.connection = connection;
        this.target = target;
        this.sql = sql;
    }

    static CallableStatement wrap(
            ObservedConnection connection, CallableStatement target, String sql) {
        return (CallableStatement)
                Proxy.newProxyInstance(
                        ObservedCall.class.getClassLoader(),
                        new Class<?>[] {CallableStatement.class},
                        new ObservedCall(connection, target, sql));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a statement is equal to itself alone
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] given)
            throws Throwable {
        @Nullable Object[] arguments = given == null ? new @Nullable Object[0] : given;
        String name = method.getName();
        if (name.startsWith("execute")) {
            String text = arguments.length > 0 ? String.valueOf(arguments[0]) : sql;
            return connection.run(text, binds, () -> execute(method, arguments));
        }
        return switch (name) {
            case "getConnection" -> connection;
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> {
                note(name, arguments);
                yield call(method, arguments);
            }
        };
    }

    private void note(String name, @Nullable Object[] arguments) {
        if (name.equals("clearParameters")) {
            binds.clear();
        } else if (name.startsWith("set")
                && arguments.length > 1
                && arguments[0] instanceof Integer index) {
            boolean streamed = name.endsWith("Stream");
            boolean isNull = name.equals("setNull");
            binds.set(index, isNull ? null : streamed ? StreamedBind.VALUE : arguments[1]);
        }
    }

    private @Nullable Object execute(Method method, @Nullable Object[] arguments)
            throws SQLException {
        try {
            return call(method, arguments);
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new SQLException(e); // the interface declares no other
        }
    }

    private @Nullable Object call(Method method, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException wrapped) {
            throw wrapped.getTargetException();
        }
    }
}
