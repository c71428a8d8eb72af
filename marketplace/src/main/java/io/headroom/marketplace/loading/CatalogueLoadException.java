package io.headroom.marketplace.loading;

/// The catalogue could not be loaded; the old one stands as it was. The message names the file and,
/// where there is one, the line, and says what to do.
public final class CatalogueLoadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CatalogueLoadException(String message) {
        super(message);
    }

    CatalogueLoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
