package io.headroom.operations.finding;

import java.util.function.Consumer;

/// Tells what a feature knows of itself. Asked every five seconds on the thread that looks for
/// findings, so it must answer from memory. What it told when it throws is used.
@FunctionalInterface
public interface FactSource {

    /// Tells each fact once.
    void tell(Consumer<Fact> to);
}
