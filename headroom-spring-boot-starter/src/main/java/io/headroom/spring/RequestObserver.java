package io.headroom.spring;

import io.headroom.http.timing.Split;

/// Is told of every finished HTTP request. Declare a bean of this type to count or time requests.
///
/// Called on the thread that ended the request, after the answer was written; it must be quick,
/// safe for many threads, and must not throw.
@FunctionalInterface
public interface RequestObserver {

    /// The endpoint of a request that no route was chosen for.
    String UNMATCHED = "unmatched";

    /// Takes note of one request.
    ///
    /// @param endpoint the route's pattern, such as `/api/items/{id}`; [#UNMATCHED] where no route
    ///   answered, so that the number of distinct values stays bounded
    /// @param method the HTTP method
    /// @param status the answer's status code
    /// @param nanos from the request's arrival at the filter chain to its end
    void finished(String endpoint, String method, int status, long nanos);

    /// Takes note of one request of which is known where its time went. Either this or the other
    /// method is called, never both; the default forgets the split.
    ///
    /// @param split how `nanos` divides into parts
    default void finished(String endpoint, String method, int status, long nanos, Split split) {
        finished(endpoint, method, status, nanos);
    }
}
