package io.headroom.cache;

/// The right to store a value, a fill lease; void as soon as the value or its tags are invalidated,
/// or the lease runs out. Opaque.
public interface L2Token {}
