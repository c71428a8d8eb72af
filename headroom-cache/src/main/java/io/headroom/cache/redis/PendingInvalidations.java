package io.headroom.cache.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// What Redis did not acknowledge for one partition, and beyond 1,000 of them simply everything.
/// Safe for use by many threads.
final class PendingInvalidations {

    private static final int MOST = 1_000;

    private final Map<Change, CompletableFuture<Written.Done>> waiting = new LinkedHashMap<>();
    private int taken;

    /// Adds a change in the pieces that are to be repeated.
    ///
    /// @return completed when the last of them is acknowledged
    CompletableFuture<Written.Done> add(Change change) {
        List<CompletableFuture<Written.Done>> all =
                change.repetitions().map(this::addOne).distinct().toList();
        if (all.size() == 1) {
            return all.getFirst();
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ ->
                        all.stream()
                                .map(CompletableFuture::join)
                                .reduce(Written.Done::later)
                                .orElseThrow());
    }

    private synchronized CompletableFuture<Written.Done> addOne(Change change) {
        CompletableFuture<Written.Done> everything = waiting.get(new Change.Everything());
        if (everything != null) {
            return everything;
        }
        if (waiting.size() >= MOST && !waiting.containsKey(change)) {
            return replaceByEverything();
        }
        return waiting.computeIfAbsent(change, _ -> new CompletableFuture<>());
    }

    private CompletableFuture<Written.Done> replaceByEverything() {
        CompletableFuture<Written.Done> everything = new CompletableFuture<>();
        for (CompletableFuture<Written.Done> one : waiting.values()) {
            var _ = everything.thenAccept(one::complete);
        }
        waiting.clear();
        waiting.put(new Change.Everything(), everything);
        return everything;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty() && taken == 0;
    }

    synchronized int size() {
        return waiting.size() + taken;
    }

    /// Repeats what is there now, all at once. What is added meanwhile, be it the same, waits for
    /// the next time: this repetition may have come too early for it.
    ///
    /// @param repeat does it and returns what became of each
    /// @return the problem or nothing
    String drain(Function<List<Change>, List<Written>> repeat) {
        Map<Change, CompletableFuture<Written.Done>> now = take();
        if (now.isEmpty()) {
            return "";
        }
        String problem = "";
        List<Written> outcomes = repeat.apply(List.copyOf(now.keySet()));
        List<CompletableFuture<Written.Done>> futures = new ArrayList<>(now.values());
        List<Change> changes = new ArrayList<>(now.keySet());
        for (int i = 0; i < changes.size(); i++) {
            switch (outcomes.get(i)) {
                case Written.Done done -> giveBack(futures.get(i), done);
                case Written.Failed(String reason) -> {
                    problem = reason;
                    putBack(changes.get(i), futures.get(i));
                }
            }
        }
        return problem;
    }

    private synchronized Map<Change, CompletableFuture<Written.Done>> take() {
        Map<Change, CompletableFuture<Written.Done>> now = new LinkedHashMap<>(waiting);
        waiting.clear();
        taken = now.size();
        return now;
    }

    private void giveBack(CompletableFuture<Written.Done> future, Written.Done done) {
        synchronized (this) {
            taken--;
        }
        future.complete(done);
    }

    private synchronized void putBack(Change change, CompletableFuture<Written.Done> future) {
        taken--;
        var _ = addOne(change).thenAccept(future::complete);
    }
}
