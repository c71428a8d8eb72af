package io.headroom.postgres.pool;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import com.zaxxer.hikari.util.PropertyElf;
import com.zaxxer.hikari.util.UtilityElf;
import java.util.Properties;
import javax.sql.DataSource;

/// Connections to where a pool's go, but not from the pool: they can be had when it is exhausted.
public final class BesidePool {

    private BesidePool() {}

    /// A source with the pool's address and credentials as they are now. Each call of its
    /// `getConnection` makes a connection.
    ///
    /// @throws IllegalArgumentException when the pool does not say where its connections come from
    public static DataSource of(HikariDataSource pool) {
        DataSource own = pool.getDataSource();
        if (own != null) {
            return own;
        }
        Properties properties = new Properties();
        properties.putAll(pool.getDataSourceProperties());
        if (pool.getJdbcUrl() != null) {
            return new DriverDataSource(
                    pool.getJdbcUrl(),
                    pool.getDriverClassName(),
                    properties,
                    pool.getUsername(),
                    pool.getPassword());
        }
        if (pool.getDataSourceClassName() == null) {
            throw new IllegalArgumentException(
                    "pool " + pool.getPoolName() + " has neither a URL nor a data source");
        }
        DataSource made =
                UtilityElf.createInstance(pool.getDataSourceClassName(), DataSource.class);
        PropertyElf.setTargetFromProperties(made, properties);
        return made;
    }
}
