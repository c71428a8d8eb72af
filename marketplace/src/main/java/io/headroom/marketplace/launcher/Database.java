package io.headroom.marketplace.launcher;

import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// How to reach the shop's database.
///
/// @param jdbcUrl the address, `jdbc:postgresql://…`
/// @param user the role
/// @param password its password, possibly empty
record Database(String jdbcUrl, String user, String password) {

    static final String URL = "HEADROOM_POSTGRES_URL";
    static final String USER = "HEADROOM_POSTGRES_USER";
    static final String PASSWORD = "HEADROOM_POSTGRES_PASSWORD";

    /// Reads the variables that nodes get, too.
    static Database of(Map<String, String> environment) {
        String url = environment.getOrDefault(URL, "");
        try {
            new PGSimpleDataSource().setURL(url);
        } catch (IllegalArgumentException e) {
            // The address may carry a password, so it is not repeated.
            throw LaunchException.usage(
                    URL + " must be an address like jdbc:postgresql://host:5432/database.");
        }
        return new Database(
                url, environment.getOrDefault(USER, ""), environment.getOrDefault(PASSWORD, ""));
    }

    Map<String, String> environment() {
        return Map.of(URL, jdbcUrl, USER, user, PASSWORD, password);
    }

    String host() {
        return source().getServerNames()[0];
    }

    int port() {
        int port = source().getPortNumbers()[0];
        return port == 0 ? 5432 : port;
    }

    String database() {
        String name = source().getDatabaseName();
        return name == null ? user : name;
    }

    DataSource dataSource() {
        return source();
    }

    private PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(jdbcUrl);
        if (!user.isEmpty()) {
            source.setUser(user);
            source.setPassword(password);
        }
        source.setConnectTimeout(10);
        return source;
    }
}
