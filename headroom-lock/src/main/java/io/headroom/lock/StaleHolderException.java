package io.headroom.lock;

/// PostgreSQL refused a guarded transaction, since another holder came after this one: roll back,
/// and take the lock anew.
public final class StaleHolderException extends LockException {

    private static final long serialVersionUID = 1L;

    StaleHolderException(String message) {
        super(message);
    }
}
