package io.headroom.marketplace.observation;

import io.headroom.postgres.advisor.SandboxServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// The sandbox that the launcher starts in the data folder. Its port changes with each start, so it
/// is read when a connection is wanted.
///
/// @param folder the server's folder, with its cluster and its password
record LaunchedSandbox(Path folder) implements SandboxServer {

    private static final int PORT_LINE = 3;
    private static final String USER = "headroom";

    @Override
    public DataSource dataSource(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            // The server's own note of its process: its fourth line is the port.
            List<String> process =
                    Files.readAllLines(
                            dataDirectory().resolve("postmaster.pid"), StandardCharsets.ISO_8859_1);
            source.setServerNames(new String[] {"127.0.0.1"});
            source.setPortNumbers(new int[] {Integer.parseInt(process.get(PORT_LINE).strip())});
            source.setPassword(Files.readString(folder.resolve("password")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "there is no sandbox in " + folder + "; the launcher starts one", e);
        }
        source.setDatabaseName(database);
        source.setUser(USER);
        source.setConnectTimeout(10);
        return source;
    }

    @Override
    public Path dataDirectory() {
        return folder.resolve("cluster");
    }
}
