package io.headroom.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How to start a Redis server.
///
/// @param dataDirectory the folder for everything of this server; created when missing, used by one
///   server at a time
/// @param deleteOnClose whether the data directory is deleted when the server is closed
/// @param port the port on 127.0.0.1, or 0 for a free one
/// @param durability what the data survives
/// @param password what clients must give, or empty for no password
/// @param settings directives of `redis.conf` by name, over those of [#defaultSettings]
/// @param startTimeout how long the server may take to become ready, loading its data included
public record RedisOptions(
        Path dataDirectory,
        boolean deleteOnClose,
        int port,
        Durability durability,
        String password,
        Map<String, String> settings,
        Duration startTimeout) {

    public RedisOptions {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        PostgresOptions.requirePort(port);
        if (!password.matches("[!-~&&[^\"'\\\\]]*")) {
            throw new IllegalArgumentException(
                    "password must be of printable ASCII without blanks, quotes and backslashes");
        }
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            if (!setting.getKey().matches("[a-z][a-z-]*")) {
                throw new IllegalArgumentException(
                        "settings: '" + setting.getKey() + "' is no name of a directive");
            }
            PostgresOptions.requireOneLine("settings: " + setting.getKey(), setting.getValue());
        }
        settings = Map.copyOf(settings);
        if (!startTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "startTimeout must be positive, but is " + startTimeout);
        }
    }

    /// A server whose data is kept: durable, on a free port, without a password.
    public static RedisOptions durable(Path dataDirectory) {
        return new RedisOptions(
                dataDirectory, false, 0, Durability.DURABLE, "", Map.of(), Duration.ofSeconds(30));
    }

    /// A server for tests: volatile, on a free port, in a new temporary directory that ends with
    /// it.
    public static RedisOptions temporary() {
        return new RedisOptions(
                DataDirectory.newTemporary("headroom-redis-"),
                true,
                0,
                Durability.VOLATILE,
                "",
                Map.of(),
                Duration.ofSeconds(30));
    }

    /// The same with another port; 0 is a free one.
    public RedisOptions withPort(int newPort) {
        return new RedisOptions(
                dataDirectory,
                deleteOnClose,
                newPort,
                durability,
                password,
                settings,
                startTimeout);
    }

    /// The same with a password; empty for none.
    public RedisOptions withPassword(String newPassword) {
        return new RedisOptions(
                dataDirectory,
                deleteOnClose,
                port,
                durability,
                newPassword,
                settings,
                startTimeout);
    }

    /// The same with data that survives something else: with [Durability#DURABLE] a temporary
    /// server keeps its data over [EmbeddedServer#kill] and [EmbeddedServer#restart], until it is
    /// closed.
    public RedisOptions withDurability(Durability newDurability) {
        return new RedisOptions(
                dataDirectory,
                deleteOnClose,
                port,
                newDurability,
                password,
                settings,
                startTimeout);
    }

    /// The same with another time to become ready in.
    public RedisOptions withStartTimeout(Duration newStartTimeout) {
        return new RedisOptions(
                dataDirectory,
                deleteOnClose,
                port,
                durability,
                password,
                settings,
                newStartTimeout);
    }

    /// The same with one more directive.
    public RedisOptions withSetting(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new RedisOptions(
                dataDirectory, deleteOnClose, port, durability, password, more, startTimeout);
    }

    /// What the server runs with unless [#settings] say otherwise. When its memory is full it
    /// evicts keys that have a time to live, and never others.
    public static Map<String, String> defaultSettings(Durability durability) {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("appendonly", durability == Durability.DURABLE ? "yes" : "no");
        defaults.put("appendfsync", "everysec");
        defaults.put("save", "\"\"");
        defaults.put("maxmemory", "512mb");
        defaults.put("maxmemory-policy", "volatile-lru");
        return defaults;
    }
}
