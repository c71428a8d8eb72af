package io.headroom.lock;

/// A lock was not got, or not kept.
public abstract sealed class LockException extends RuntimeException
        permits LockBusyException,
                LockUnavailableException,
                LockLostException,
                StaleHolderException {

    private static final long serialVersionUID = 1L;

    LockException(String message) {
        super(message);
    }

    LockException(String message, Throwable cause) {
        super(message, cause);
    }
}
