package io.headroom.postgres.index;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Where the database's free disk space is learnt. PostgreSQL itself does not tell it.
@FunctionalInterface
public interface DiskSpace {

    /// The free bytes of the disk on which new indexes of the connection's database come to lie;
    /// empty when unknown.
    OptionalLong freeBytes(Connection connection) throws SQLException;

    /// Looks at the data directory of a server on this machine: one that is reached over loopback
    /// or a socket, whose role may read the setting `data_directory` (pg_monitor may), and whose
    /// folder is there. Unknown otherwise.
    static DiskSpace ofLocalServer() {
        return connection -> {
            String sql =
                    """
                    SELECT /* headroom */ CASE WHEN pg_tablespace_location(d.dattablespace) = '' THEN s.setting
                                ELSE pg_tablespace_location(d.dattablespace) END,
                           coalesce(host(inet_server_addr()), '')
                    FROM pg_settings s, pg_database d
                    WHERE s.name = 'data_directory' AND d.datname = current_database()
                          AND current_setting('default_tablespace') = ''
                    """;
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(sql)) {
                return row.next() && isThisMachine(row.getString(2))
                        ? usable(row.getString(1))
                        : OptionalLong.empty();
            }
        };
    }

    private static boolean isThisMachine(String address) {
        try {
            return address.isEmpty() || InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static OptionalLong usable(@Nullable String folder) {
        try {
            return folder == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(Files.getFileStore(Path.of(folder)).getUsableSpace());
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty();
        }
    }
}
