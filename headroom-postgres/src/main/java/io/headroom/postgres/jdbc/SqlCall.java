package io.headroom.postgres.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A call to the driver.
@FunctionalInterface
interface SqlCall<T extends @Nullable Object> {

    T call() throws SQLException;
}
