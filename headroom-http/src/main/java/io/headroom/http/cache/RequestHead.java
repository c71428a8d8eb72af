package io.headroom.http.cache;

import org.jspecify.annotations.Nullable;

/// What of a request decides which stored answer it gets. Read by the thread that serves the
/// request; an adapter over a server's own request.
public interface RequestHead {

    /// The method, as `GET`.
    String method();

    /// The request target as it came: the path and, if there is one, `?` and the query.
    String target();

    /// A header's value; null where it is absent. Of several fields of the name, their values
    /// joined by commas.
    ///
    /// @param name in any case
    @Nullable String header(String name);
}
