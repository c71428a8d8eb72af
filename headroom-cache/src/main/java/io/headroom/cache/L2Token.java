package io.headroom.cache;

/// The right to store a value, void as soon as the value is invalidated. Opaque.
public interface L2Token {}
