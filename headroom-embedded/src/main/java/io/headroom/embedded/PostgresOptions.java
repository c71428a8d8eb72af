package io.headroom.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// How to start a PostgreSQL server.
///
/// @param dataDirectory the folder for everything of this server; created when missing, used by one
///   server at a time. The cluster lies in its `cluster` folder, the superuser's random password in
///   the file `password` (mode 0600), the log in `postgresql.log`
/// @param deleteOnClose whether the data directory is deleted when the server is closed
/// @param port the port on 127.0.0.1, or 0 for a free one
/// @param durability what the data survives
/// @param user the superuser, named when the cluster is created
/// @param database the database that [EmbeddedPostgres#jdbcUrl] names; created when missing
/// @param settings the server's settings by name, over those of [#defaultSettings]
/// @param startTimeout how long the server may take to become ready, crash recovery included
public record PostgresOptions(
        Path dataDirectory,
        boolean deleteOnClose,
        int port,
        Durability durability,
        String user,
        String database,
        Map<String, String> settings,
        Duration startTimeout) {

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final Pattern SETTING = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    public PostgresOptions {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        requirePort(port);
        requireName("user", user);
        requireName("database", database);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (!SETTING.matcher(setting.getKey()).matches()) {
                throw new IllegalArgumentException(
                        "settings: '" + setting.getKey() + "' is no name of a setting");
            }
            requireOneLine("settings: " + setting.getKey(), setting.getValue());
        }
        settings = Map.copyOf(settings);
        if (!startTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "startTimeout must be positive, but is " + startTimeout);
        }
    }

    /// A server whose data is kept: durable, on a free port, user and database `headroom`.
    public static PostgresOptions durable(Path dataDirectory) {
        return new PostgresOptions(
                dataDirectory,
                false,
                0,
                Durability.DURABLE,
                "headroom",
                "headroom",
                Map.of(),
                Duration.ofSeconds(60));
    }

    /// A server for tests: volatile, on a free port, in a new temporary directory that ends with
    /// it.
    public static PostgresOptions temporary() {
        return new PostgresOptions(
                DataDirectory.newTemporary("headroom-postgres-"),
                true,
                0,
                Durability.VOLATILE,
                "headroom",
                "headroom",
                Map.of(),
                Duration.ofSeconds(60));
    }

    /// The same with another port; 0 is a free one.
    public PostgresOptions withPort(int newPort) {
        return new PostgresOptions(
                dataDirectory,
                deleteOnClose,
                newPort,
                durability,
                user,
                database,
                settings,
                startTimeout);
    }

    /// The same with another durability.
    public PostgresOptions withDurability(Durability newDurability) {
        return new PostgresOptions(
                dataDirectory,
                deleteOnClose,
                port,
                newDurability,
                user,
                database,
                settings,
                startTimeout);
    }

    /// The same with one more setting of the server.
    public PostgresOptions withSetting(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new PostgresOptions(
                dataDirectory, deleteOnClose, port, durability, user, database, more, startTimeout);
    }

    /// The same with another time limit for the start.
    public PostgresOptions withStartTimeout(Duration newStartTimeout) {
        return new PostgresOptions(
                dataDirectory,
                deleteOnClose,
                port,
                durability,
                user,
                database,
                settings,
                newStartTimeout);
    }

    /// What the server runs with unless [#settings] say otherwise, in the order they are written.
    /// Statement statistics and I/O timing are on and the write-ahead log carries logical decoding,
    /// since Headroom's features read them; an abandoned replication slot holds back at most 1 GB.
    public static Map<String, String> defaultSettings(Durability durability) {
        String safe = durability == Durability.DURABLE ? "on" : "off";
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("max_connections", "100");
        defaults.put("shared_buffers", "128MB");
        defaults.put("shared_preload_libraries", "pg_stat_statements");
        defaults.put("track_io_timing", "on");
        defaults.put("wal_level", "logical");
        defaults.put("max_slot_wal_keep_size", "1GB");
        defaults.put("timezone", "UTC");
        defaults.put("log_timezone", "UTC");
        defaults.put("fsync", safe);
        defaults.put("synchronous_commit", safe);
        defaults.put("full_page_writes", safe);
        return defaults;
    }

    static void requirePort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 0 to 65535, but is " + port);
        }
    }

    static void requireOneLine(String property, String value) {
        if (value.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException(property + " must be one line of text");
        }
    }

    private static void requireName(String property, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    property
                            + " must be of a-z, 0-9 and _, at most 63 letters, but is '"
                            + value
                            + "'");
        }
    }
}
