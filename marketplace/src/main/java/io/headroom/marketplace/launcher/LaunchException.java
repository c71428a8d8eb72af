package io.headroom.marketplace.launcher;

/// The launcher cannot go on. The message is for the person at the terminal: what is wrong and what
/// to do; no stack trace goes with it.
final class LaunchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// The exit status for wrong arguments.
    static final int USAGE = 2;

    /// The exit status for everything else.
    static final int FAILED = 1;

    private final int status;

    LaunchException(int status, String message) {
        super(message);
        this.status = status;
    }

    static LaunchException failed(String message) {
        return new LaunchException(FAILED, message);
    }

    static LaunchException usage(String message) {
        return new LaunchException(USAGE, message + " './headroom help' lists the options.");
    }

    int status() {
        return status;
    }
}
