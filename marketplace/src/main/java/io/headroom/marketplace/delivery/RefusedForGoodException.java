package io.headroom.marketplace.delivery;

import java.io.IOException;

/// The other side will never take it, as a mailbox that does not exist: no other try helps.
public final class RefusedForGoodException extends IOException {

    private static final long serialVersionUID = 1L;

    RefusedForGoodException(String message, Throwable cause) {
        super(message, cause);
    }

    RefusedForGoodException(String message) {
        super(message);
    }
}
