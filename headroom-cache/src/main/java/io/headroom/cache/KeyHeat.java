package io.headroom.cache;

/// How often a key was asked for, estimated from a sample.
///
/// @param key the key
/// @param reads the estimated number of reads since it was first noticed
public record KeyHeat<K>(K key, long reads) {}
