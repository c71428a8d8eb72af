package io.headroom.spring.database;

import io.headroom.postgres.advisor.SandboxServer;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// The sandbox server that properties name.
///
/// @param properties its address, credentials and data directory
record ConfiguredSandbox(IndexProperties.Sandbox properties) implements SandboxServer {

    ConfiguredSandbox {
        if (properties.dataDirectory().isBlank()) {
            throw new IllegalArgumentException(
                    IndexProperties.PREFIX
                            + ".sandbox.data-directory must name the sandbox's data directory");
        }
    }

    @Override
    public DataSource dataSource(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(properties.url());
        source.setDatabaseName(database);
        source.setUser(properties.user());
        source.setPassword(properties.password());
        source.setConnectTimeout(10);
        return source;
    }

    @Override
    public Path dataDirectory() {
        return Path.of(properties.dataDirectory());
    }
}
