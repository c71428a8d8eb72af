package io.headroom.http.pages;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/// Runs a query and shows each row: the only thing that pages need of a JDBC access.
///
/// Spring's are one line each, and take part in its transactions:
///
/// ```java
/// SqlRunner runner = (sql, parameters, rows) -> jdbcClient.sql(sql).params(parameters).query(rows::row);
/// SqlRunner runner = (sql, parameters, rows) -> namedTemplate.query(sql, parameters, rows::row);
/// ```
@FunctionalInterface
public interface SqlRunner {

    /// Takes the rows of a result, one after the other.
    @FunctionalInterface
    interface RowHandler {

        /// Takes the current row.
        void row(ResultSet row) throws SQLException;
    }

    /// Runs a query.
    ///
    /// @param sql a query with parameters as `:name`
    /// @param parameters the value of each; a [java.util.Collection] stands for a list, as in `IN
    ///   (:ids)`
    /// @param rows takes every row
    void run(String sql, Map<String, Object> parameters, RowHandler rows);

    /// Runs queries by plain JDBC, each on a connection from a pool.
    static SqlRunner on(DataSource dataSource) {
        return (sql, parameters, rows) -> {
            try (Connection connection = dataSource.getConnection()) {
                NamedSql.parse(sql).run(connection, parameters, rows);
            } catch (SQLException e) {
                throw new UncheckedSqlException(e);
            }
        };
    }

    /// Runs queries by plain JDBC on a connection, in its transaction. The caller closes it; as the
    /// connection it is used by one thread at a time.
    static SqlRunner on(Connection connection) {
        return (sql, parameters, rows) -> {
            try {
                NamedSql.parse(sql).run(connection, parameters, rows);
            } catch (SQLException e) {
                throw new UncheckedSqlException(e);
            }
        };
    }
}
