package io.headroom.postgres.plan;

/// Why a text is not given to the server. Does not leave the fence.
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    final String reason;

    RefusedException(String reason) {
        super(reason);
        this.reason = reason;
    }
}
