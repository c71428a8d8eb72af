package io.headroom.http.cache;

/// How a request was answered.
public enum ResponseResult {
    /// From the cache.
    HIT,
    /// From the cache: the client had it already.
    NOT_MODIFIED,
    /// From the cache, past its time, while it was made anew.
    STALE,
    /// From the cache, past its time, because the application failed.
    FALLBACK,
    /// By the application on another request's behalf.
    COLLAPSED,
    /// By the application.
    MISS,
    /// By the application: the request is none that the cache may answer.
    BYPASS
}
