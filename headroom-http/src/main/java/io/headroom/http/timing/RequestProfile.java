package io.headroom.http.timing;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Where the time of one request goes, as one of its threads sees it. Code anywhere below adds to
/// it:
///
/// ```java
/// try (var _ = RequestProfile.current().begin(Part.SEARCH)) {
///     return index.search(question);
/// }
/// ```
///
/// Used by the thread it is bound to; [#carry] gives another thread one of its own. Outside a
/// request, or when nobody listens, [#current] is one that does nothing.
public sealed interface RequestProfile permits RecordedProfile, NoProfile {

    /// The profile of the current thread; never null.
    static RequestProfile current() {
        return RecordedProfile.ofThisThread();
    }

    /// Begins the profile of a request, in [Part#REST].
    ///
    /// @param nanoTime monotonic time in nanoseconds
    static RequestProfile start(LongSupplier nanoTime) {
        return new RecordedProfile(nanoTime, () -> "");
    }

    /// Begins the profile of a request, in [Part#REST].
    ///
    /// @param nanoTime monotonic time in nanoseconds
    /// @param endpoint the route that answers, empty while it is not known yet; asked on the
    ///   threads that handle the request, until it is known
    static RequestProfile start(LongSupplier nanoTime, Supplier<String> endpoint) {
        return new RecordedProfile(nanoTime, endpoint);
    }

    /// One that does nothing.
    static RequestProfile none() {
        return NoProfile.INSTANCE;
    }

    /// Runs the request's work with this profile bound to the current thread.
    <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> work) throws X;

    /// From now on the thread is in this part, until the span is closed.
    Span begin(Part part);

    /// From now on the thread waits for a load. The time counts as what the threads that [#carry]
    /// this profile spend it on; what they do not explain is [Part#LOAD].
    Span awaitLoad();

    /// Notes an execution of a statement; its time is counted by a span of [Part#DATABASE].
    void statement(String sql, long nanos, boolean failed);

    /// Notes reads of a cache that its first tier did not answer.
    void cacheRead(String cache, int hits, int misses);

    /// The task with a profile of its own for the thread that will run it, begun in [Part#LOAD].
    /// What it spends counts for this request as far as this thread waits for it with [#awaitLoad];
    /// its statements and reads of caches are noted in any case. Run by the calling thread itself,
    /// the task is a span of it.
    Runnable carry(Runnable task);

    /// The route that answers the request, such as `/api/items/{id}`; empty when it is not known. A
    /// task that was carried away knows it by what was known when it was.
    String endpoint();

    /// How the time divides so far.
    Split split();

    /// The statements that took most time, the slowest first.
    List<StatementTime> slowestStatements(int most);

    /// The reads of caches, by name.
    List<CacheReads> cacheReads();
}
