package io.headroom.load;

/// How a run ended.
enum Outcome {
    /// Every threshold was kept.
    PASSED(0),
    /// A threshold was missed.
    FAILED(1),
    /// The generator did not keep its schedule: the figures say nothing about the service.
    INVALID(3);

    private final int exitStatus;

    Outcome(int exitStatus) {
        this.exitStatus = exitStatus;
    }

    int exitStatus() {
        return exitStatus;
    }
}
