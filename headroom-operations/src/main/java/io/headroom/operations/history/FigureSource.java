package io.headroom.operations.history;

/// Says what its figures are at this moment.
///
/// Asked each second on the thread that records, so it must answer from memory. One that throws
/// leaves a gap in its figures and does not keep others from theirs.
@FunctionalInterface
public interface FigureSource {

    /// Tells each figure once.
    void read(Figures to);
}
