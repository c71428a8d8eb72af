package io.headroom.operations.history;

/// How much is kept.
///
/// @param maxFigures how many figures are kept, from 1 to 5,000; more are counted and left out.
///   Each takes [History#BYTES_PER_FIGURE] bytes from the first time it is told
public record HistoryOptions(int maxFigures) {

    public HistoryOptions {
        if (maxFigures < 1 || maxFigures > 5_000) {
            throw new IllegalArgumentException("maxFigures must be from 1 to 5000: " + maxFigures);
        }
    }

    /// 250 figures: 12 MB.
    public static HistoryOptions defaults() {
        return new HistoryOptions(250);
    }
}
