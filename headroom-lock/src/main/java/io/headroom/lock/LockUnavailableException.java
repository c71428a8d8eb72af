package io.headroom.lock;

/// The server that keeps the lock did not answer; a later attempt may succeed.
public final class LockUnavailableException extends LockException {

    private static final long serialVersionUID = 1L;

    LockUnavailableException(String message) {
        super(message);
    }
}
