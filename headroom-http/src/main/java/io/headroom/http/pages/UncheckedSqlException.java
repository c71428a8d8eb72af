package io.headroom.http.pages;

import java.sql.SQLException;
import java.util.Objects;

/// The database refused or failed a page's query that ran by plain JDBC. Spring's accesses throw
/// their own exceptions instead.
public final class UncheckedSqlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UncheckedSqlException(SQLException cause) {
        super("SQL state " + cause.getSQLState() + ": " + cause.getMessage(), cause);
    }

    @Override
    public synchronized SQLException getCause() {
        return (SQLException) Objects.requireNonNull(super.getCause());
    }
}
