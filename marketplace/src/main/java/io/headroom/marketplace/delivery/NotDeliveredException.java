package io.headroom.marketplace.delivery;

import java.io.IOException;

/// It surely did not leave; another try may help.
public final class NotDeliveredException extends IOException {

    private static final long serialVersionUID = 1L;

    NotDeliveredException(String message, Throwable cause) {
        super(message, cause);
    }

    NotDeliveredException(String message) {
        super(message);
    }
}
