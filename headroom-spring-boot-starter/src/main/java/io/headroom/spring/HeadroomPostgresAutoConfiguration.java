package io.headroom.spring;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;

/// PostgreSQL's part in the service's health.
///
/// Idle, this costs one statement each `headroom.http.health-interval`.
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@ConditionalOnBean(DataSource.class)
public class HeadroomPostgresAutoConfiguration {

    private static final int QUERY_TIMEOUT_SECONDS = 5;

    @Bean
    DependencyCheck headroomPostgresCheck(DataSource database) {
        return new DependencyCheck() {
            @Override
            public String name() {
                return "postgres";
            }

            @Override
            public boolean required() {
                return true;
            }

            @Override
            public String check() throws SQLException {
                try (Connection connection = database.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.setQueryTimeout(QUERY_TIMEOUT_SECONDS);
                    try (ResultSet row = statement.executeQuery("SHOW server_version")) {
                        row.next();
                        return "PostgreSQL " + row.getString(1);
                    }
                }
            }
        };
    }
}
