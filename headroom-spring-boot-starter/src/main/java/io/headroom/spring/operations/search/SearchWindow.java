package io.headroom.spring.operations.search;

import io.headroom.spring.operations.RecentDurations;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// What one kind of search did: the durations of the last minute, and what was found since it was
/// made. Safe for use by many threads; 20 KB.
final class SearchWindow {

    /// As callers see them, answers of caches in front of the service included.
    final RecentDurations requests;

    /// As the service sees those that it had to answer itself.
    final RecentDurations questions;

    final LongAdder requestCount = new LongAdder();
    final LongAdder questionCount = new LongAdder();
    final LongAdder fromCache = new LongAdder();
    final LongAdder withoutResult = new LongAdder();
    final LongAdder results = new LongAdder();

    SearchWindow(LongSupplier nanoTime) {
        this.requests = new RecentDurations(nanoTime);
        this.questions = new RecentDurations(nanoTime);
    }

    void answered(boolean failed, long nanos) {
        requestCount.increment();
        requests.record(nanos, failed);
    }

    void found(SearchOutcome outcome) {
        questionCount.increment();
        questions.record(outcome.nanos(), false);
        results.add(outcome.results());
        if (outcome.results() == 0) {
            withoutResult.increment();
        }
        if (outcome.fromCache()) {
            fromCache.increment();
        }
    }
}
