package io.headroom.operations.health;

/// Looks at some part of the service. Asked in the background; answers from memory. Where it fails,
/// the application loses points for not being watched.
@FunctionalInterface
public interface HealthCheck {

    /// Says what is examined, and what is wrong with it.
    void examine(Examination findings);

    /// Takes what a check finds.
    interface Examination {

        /// Says that a component is there and was looked at. One that no check looked at has no
        /// score.
        void examined(Component component);

        /// Takes points away.
        void deduct(Deduction deduction);
    }
}
