package io.headroom.lock;

/// Others held the lock for as long as the caller waited.
public final class LockBusyException extends LockException {

    private static final long serialVersionUID = 1L;

    LockBusyException(String message) {
        super(message);
    }
}
