package io.headroom.http.edge;

/// How it goes with one edge.
///
/// @param edge its name
/// @param failing whether the last request to it failed
/// @param pending the keys that wait for it, those of the request under way included
/// @param succeeded the requests that it took
/// @param failed the requests that failed
/// @param detail why the last request failed; empty when it did not
public record EdgeStatus(
        String edge, boolean failing, int pending, long succeeded, long failed, String detail) {}
