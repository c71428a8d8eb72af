package io.headroom.benchmarks.watch;

import java.util.Optional;

/// What of a service watches it: what works beside the requests, and what is told of statements and
/// of borrowed connections.
enum Watches {
    ALL("all watches", ""),
    /// Without pool, sessions, statements, maintenance and index advisor.
    WITHOUT_DATABASE("the database's watches", Names.DATABASE),
    /// Without history, promises, health, alerts, capacity, memory, findings and nodes. What the
    /// requests themselves are timed by stays: it belongs to the delivery.
    WITHOUT_OPERATIONS("operations", "io\\.headroom\\.(spring\\.)?operations\\..*"),
    /// Without the database's watches and without observing connections at all, so that neither
    /// operations nor the timing of requests nor the shop's own figures are told of statements.
    WITHOUT_LAYER("the database's watches and the layer that tells of statements", Names.DATABASE);

    private final String text;
    private final String off;

    /// @param off a regular expression of the names of the classes that do not go on
    Watches(String text, String off) {
        this.text = text;
        this.off = off;
    }

    /// By the name that the command line has for it.
    static Optional<Watches> without(String name) {
        return switch (name) {
            case "database" -> Optional.of(WITHOUT_DATABASE);
            case "operations" -> Optional.of(WITHOUT_OPERATIONS);
            case "layer" -> Optional.of(WITHOUT_LAYER);
            default -> Optional.empty();
        };
    }

    String text() {
        return text;
    }

    boolean has(Object part) {
        return !part.getClass().getName().matches(off);
    }

    boolean observesConnections() {
        return this != WITHOUT_LAYER;
    }

    private static final class Names {
        static final String DATABASE = "io\\.headroom\\.(postgres|spring\\.database)\\..*";
    }
}
