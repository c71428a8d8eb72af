package io.headroom.jobs;

/// The work of a job shall end: by time-out, cancellation, the end of the node, or a lost lease.
public final class JobCancelledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JobCancelledException(String message) {
        super(message);
    }
}
