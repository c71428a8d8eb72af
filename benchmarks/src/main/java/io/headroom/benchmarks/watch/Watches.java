package io.headroom.benchmarks.watch;

import java.util.Optional;

/// What of a service watches it.
enum Watches {
    ALL("all watches", ""),
    /// Without pool, sessions, statements, maintenance and index advisor.
    WITHOUT_DATABASE("the database's watches", "io.headroom.spring.database."),
    /// Without history, promises, health, alerts, capacity, memory, findings and nodes. What the
    /// requests themselves are timed by stays: it belongs to the delivery.
    WITHOUT_OPERATIONS("operations", "io.headroom.spring.operations.");

    private final String text;
    private final String off;

    /// @param off how the names of the classes begin whose work does not go on
    Watches(String text, String off) {
        this.text = text;
        this.off = off;
    }

    /// By the name that the command line has for it.
    static Optional<Watches> without(String name) {
        return switch (name) {
            case "database" -> Optional.of(WITHOUT_DATABASE);
            case "operations" -> Optional.of(WITHOUT_OPERATIONS);
            default -> Optional.empty();
        };
    }

    String text() {
        return text;
    }

    boolean has(Class<?> work) {
        return off.isEmpty() || !work.getName().startsWith(off);
    }

    boolean observesConnections() {
        return this != WITHOUT_DATABASE;
    }
}
