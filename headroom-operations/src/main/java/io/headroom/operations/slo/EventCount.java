package io.headroom.operations.slo;

/// How many events there were since the start. Both totals never fall but by a new start.
public interface EventCount {

    /// Events that were good.
    double good();

    /// Events that were not.
    double bad();
}
