package io.headroom.marketplace.delivery;

import java.util.Locale;

/// A way out of the shop.
public enum Channel {
    EMAIL,
    SMS;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
