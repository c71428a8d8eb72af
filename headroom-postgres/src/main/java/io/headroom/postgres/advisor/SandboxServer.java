package io.headroom.postgres.advisor;

import java.nio.file.Path;
import javax.sql.DataSource;

/// A PostgreSQL 18 server of our own whose files we may write: the planner of the what-if. It is
/// given by who can start one; it should serve nothing else.
///
/// The advisor creates a database in it for each run and drops it afterwards, and enlarges relation
/// files sparsely: apparent sizes of many gigabytes take kilobytes of disk. It needs the extension
/// `pg_buffercache`.
public interface SandboxServer {

    /// Connects to a database of the server as a superuser, or as the user and password given to
    /// [DataSource#getConnection(String, String)]; a new connection for each call.
    DataSource dataSource(String database);

    /// The cluster's data directory (`PGDATA`) as this process reaches it.
    Path dataDirectory();
}
