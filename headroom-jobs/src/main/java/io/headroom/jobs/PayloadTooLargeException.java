package io.headroom.jobs;

/// A payload or a result is larger than the limit, which the message names.
public final class PayloadTooLargeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    PayloadTooLargeException(String message) {
        super(message);
    }
}
