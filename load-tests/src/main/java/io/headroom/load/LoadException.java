package io.headroom.load;

/// A run cannot be made; the message says to the one who started it why, and what to do.
final class LoadException extends RuntimeException {

    private static final long serialVersionUID = 1;

    LoadException(String message) {
        super(message);
    }

    LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
