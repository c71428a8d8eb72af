package io.headroom.cache;

import java.io.Serial;

/// A loader asked for the very key it is loading, which could only wait for itself.
public final class ReentrantLoadException extends IllegalStateException {

    @Serial private static final long serialVersionUID = 1;

    ReentrantLoadException(String message) {
        super(message);
    }
}
