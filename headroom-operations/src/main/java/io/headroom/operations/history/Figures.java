package io.headroom.operations.history;

/// Takes the figures of one moment. Names are the source's own, at most 200 characters, and few:
/// [History] keeps a bounded number of them.
public interface Figures {

    /// Tells a figure that goes up and down.
    ///
    /// @param value as it is now; NaN says that there is none, which leaves a gap
    void gauge(String name, double value);

    /// Tells a figure that only grows.
    ///
    /// @param total how much it was since the start, never falling; kept as the rate per second
    ///   since the reading before. A fall means a new start, and leaves a gap
    void counter(String name, double total);
}
