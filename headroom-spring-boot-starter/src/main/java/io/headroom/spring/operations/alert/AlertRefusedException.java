package io.headroom.spring.operations.alert;

import java.io.IOException;

/// The receiver will never take the message, as an address that does not exist: no other try helps.
/// For `die-of` of the queue's retries.
public final class AlertRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    AlertRefusedException(String message) {
        super(message);
    }
}
