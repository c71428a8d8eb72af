package io.headroom.cache;

/// A place in the log of a partition.
///
/// @param partition the partition, from 0
/// @param generation of the partition; empty when the place is not known
/// @param sequence of the event; larger ones come later within a generation
public record L2Mark(int partition, String generation, long sequence) {}
