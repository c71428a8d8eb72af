package io.headroom.cache.warmup;

/// What came of the wish to begin.
public sealed interface WarmUpStart {

    /// It has begun.
    record Started(WarmUpStatus status) implements WarmUpStart {}

    /// Another one runs.
    record Busy(WarmUpStatus running) implements WarmUpStart {}

    /// There is no task to run.
    record Nothing(String what) implements WarmUpStart {}
}
