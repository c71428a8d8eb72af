package io.headroom.postgres.advisor;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The relations' files of a sandbox, changed behind the server's back: what it holds of them in
/// memory is written and forgotten first.
final class SandboxFiles {

    private final SandboxServer server;
    private final Connection connection;
    private final RelationFiles files;
    private final boolean checksums;

    /// @param connection of a superuser, in the sandbox's database
    /// @param checksums whether the server's pages carry check sums
    SandboxFiles(SandboxServer server, Connection connection, boolean checksums) {
        this.server = server;
        this.connection = connection;
        this.files = new RelationFiles(server.dataDirectory());
        this.checksums = checksums;
    }

    /// Writes what shared buffers hold of the relations and forgets it, so that their files may be
    /// changed.
    ///
    /// @param relations SQL expressions of type `regclass`
    void flush(List<String> relations) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
            for (String relation : relations) {
                statement.execute(
                        "SELECT headroom_whatif.pg_buffercache_evict_relation(r.oid::regclass)"
                                + " FROM pg_class r WHERE r.relkind <> 'p' AND r.oid = "
                                + relation);
            }
        }
    }

    /// @param relation an SQL expression of type `regclass`
    String path(String relation) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT pg_relation_filepath(" + relation + ")")) {
            rows.next();
            return rows.getString(1);
        }
    }

    /// Makes a file an empty B-tree of this height and length.
    void shape(String path, BtreeSize size) throws SQLException {
        try {
            files.write(
                    path, BtreePages.emptyTree(files.firstPage(path), size.height(), checksums));
        } catch (IOException e) {
            throw unwritable(path, e);
        }
        lengthen(path, size.pages());
    }

    /// Makes a file at least so long.
    void lengthen(String path, long pages) throws SQLException {
        try {
            files.enlarge(path, pages);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    byte[] firstPage(String path) throws SQLException {
        try {
            return files.firstPage(path);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private SQLException unwritable(String path, IOException cause) {
        return new SQLException(
                "The sandbox's file cannot be written: "
                        + server.dataDirectory().resolve(path)
                        + ". This process must be able to write the data directory.",
                cause);
    }
}
