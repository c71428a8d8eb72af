package io.headroom.spring.running;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;

/// Prepares the databases of tests.
public final class Sql {

    private Sql() {}

    /// The text of a script that a library brings along.
    ///
    /// @param beside a class of the script's package
    public static String script(Class<?> beside, String name) {
        try (InputStream file = beside.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Executes scripts one after the other on one connection, each in a transaction of its own.
    public static void execute(DataSource database, String... scripts) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : scripts) {
                statement.execute(each);
            }
        }
    }
}
