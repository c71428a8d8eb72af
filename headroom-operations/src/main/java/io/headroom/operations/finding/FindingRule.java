package io.headroom.operations.finding;

import java.util.function.Consumer;

/// Looks for one kind of trouble. Called every five seconds by one thread; answers from the
/// observation alone and so may keep state. One that throws is logged, and the others go on.
@FunctionalInterface
public interface FindingRule {

    /// Tells what it suspects at this moment, each subject once.
    void examine(Observation now, Consumer<Suspicion> to);
}
