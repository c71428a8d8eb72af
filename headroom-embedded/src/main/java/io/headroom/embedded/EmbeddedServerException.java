package io.headroom.embedded;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A server could not be started, stopped or prepared. The message says what to do about it.
public sealed class EmbeddedServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EmbeddedServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// Another process listens on the port that was asked for.
    public static final class PortInUse extends EmbeddedServerException {
        private static final long serialVersionUID = 1L;

        private final int port;

        PortInUse(String server, int port) {
            super(
                    "%s cannot listen on 127.0.0.1:%d: the port is in use. End the process that uses it or choose another port."
                            .formatted(server, port),
                    null);
            this.port = port;
        }

        /// The port that is taken.
        public int port() {
            return port;
        }
    }

    /// Another process works on the data directory.
    public static final class DataDirectoryInUse extends EmbeddedServerException {
        private static final long serialVersionUID = 1L;

        DataDirectoryInUse(Path directory, String holder) {
            super(
                    "The data directory %s is in use by %s. End that process or choose another directory."
                            .formatted(directory, holder),
                    null);
        }
    }

    /// The file system of the data directory has no room left.
    public static final class DiskFull extends EmbeddedServerException {
        private static final long serialVersionUID = 1L;

        DiskFull(String server, Path directory, long freeBytes) {
            super(
                    "%s cannot start, the disk is full: %d MB are free on the file system of %s. Make room or choose another directory."
                            .formatted(server, freeBytes >> 20, directory),
                    null);
        }
    }

    /// The server ended while it started, or did not become ready in time. The message ends with
    /// the last lines of the server's log.
    public static final class StartFailed extends EmbeddedServerException {
        private static final long serialVersionUID = 1L;

        StartFailed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
