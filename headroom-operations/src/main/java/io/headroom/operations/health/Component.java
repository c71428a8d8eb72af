package io.headroom.operations.health;

import java.util.Locale;

/// A part of the service that has a score of its own.
public enum Component {
    DATABASE(1),
    CACHE(0.5),
    APPLICATION(1),
    LOCKS(0.5),
    JOBS(0.5),
    SEARCH(0.5);

    private final double weight;

    Component(double weight) {
        this.weight = weight;
    }

    /// Which share of its lost points the whole service loses: all of them where the service cannot
    /// do without it, half of them elsewhere.
    public double weight() {
        return weight;
    }

    /// In lower case, as files and answers have it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The component of a label.
    ///
    /// @throws IllegalArgumentException for another word
    public static Component of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
