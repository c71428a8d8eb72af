package io.headroom.cache;

import java.io.Serial;

/// A load took longer than the caller may wait. The load goes on.
public final class LoadTimeoutException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1;

    LoadTimeoutException(String message) {
        super(message);
    }
}
