package io.headroom.spring;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;

/// What every operations' call answers where it did as asked; what went wrong is a problem (RFC
/// 9457) instead.
///
/// @param success true
public record Answer<T>(boolean success, T data) {

    /// A body for an answer whose status or header fields are particular.
    public static <T> Answer<T> of(T data) {
        return new Answer<>(true, data);
    }

    /// 200, which nobody may store: figures are of the moment.
    public static <T> ResponseEntity<Answer<T>> ok(T data) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(of(data));
    }
}
