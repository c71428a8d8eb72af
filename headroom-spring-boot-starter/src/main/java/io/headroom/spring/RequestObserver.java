package io.headroom.spring;

/// Is told of every finished HTTP request. Declare a bean of this type to count or time requests.
///
/// Called on the request's thread after the answer was written; it must be quick, safe for many
/// threads, and must not throw.
@FunctionalInterface
public interface RequestObserver {

    /// Takes note of one request.
    ///
    /// @param endpoint the route's pattern, such as `/api/items/{id}`; `unmatched` where no route
    ///   answered, so that the number of distinct values stays bounded
    /// @param method the HTTP method
    /// @param status the answer's status code
    /// @param nanos from the request's arrival at the filter chain to its end
    void finished(String endpoint, String method, int status, long nanos);
}
