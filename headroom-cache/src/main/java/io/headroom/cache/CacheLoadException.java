package io.headroom.cache;

import java.io.Serial;

/// A loader failed with a checked exception, which is the cause, or the wait for it was
/// interrupted.
public class CacheLoadException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1;

    CacheLoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
