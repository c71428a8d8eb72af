package io.headroom.jobs;

/// PostgreSQL does not answer, or its tables are missing; the cause says which.
public final class JobsUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JobsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
