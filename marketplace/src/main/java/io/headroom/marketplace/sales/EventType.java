package io.headroom.marketplace.sales;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a visitor did with an item.
public enum EventType {
    VIEW,
    FAVORITE,
    SHARE;

    /// The name in the API and in the database, as `view`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The type with this label, empty when there is none.
    public static Optional<EventType> of(String label) {
        return Arrays.stream(values()).filter(type -> type.label().equals(label)).findFirst();
    }
}
