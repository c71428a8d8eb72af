package io.headroom.lock;

/// The lock was lost before its work was done: the lease ended, or its server forgot it.
public final class LockLostException extends LockException {

    private static final long serialVersionUID = 1L;

    LockLostException(String message) {
        super(message);
    }

    LockLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
