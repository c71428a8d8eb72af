package io.headroom.spring.operations.search;

import io.headroom.spring.operations.RecentDurations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `…/search/performance` answers; what is not known is left out.
///
/// @param since from when the shares and counts tell: the start, or the last reset
/// @param windowSeconds of which rates, means and quantiles tell
record SearchView(
        Instant at,
        Instant since,
        int windowSeconds,
        PromiseView promise,
        List<TypeView> types,
        List<SlowSearch> slowest,
        IndexView index) {

    /// The promise of a search: its mean, and what nine of ten do not exceed.
    static final double MEAN_MILLIS = 100;

    static final double P90_MILLIS = 200;

    /// Of fewer searches in a minute nothing is said.
    static final int FEW = 20;

    private static final int WINDOW_SECONDS = 60;

    /// @param kept by every kind of which there was enough to tell; null where there was of none
    record PromiseView(double meanMillis, double p90Millis, @Nullable Boolean kept) {}

    /// A kind of search.
    ///
    /// @param requests answers over the last minute, as callers saw them
    /// @param cacheShare of the requests since, those that needed no question to the index
    /// @param promiseKept over the last minute; null for fewer than 20 searches
    record TypeView(
            String type,
            long requests,
            long errors,
            double ratePerSecond,
            @Nullable Double meanMillis,
            @Nullable Double p50Millis,
            @Nullable Double p90Millis,
            @Nullable Double p95Millis,
            @Nullable Double p99Millis,
            @Nullable Double slowestMillis,
            @Nullable Boolean promiseKept,
            QuestionsView questions,
            long totalRequests,
            @Nullable Double cacheShare) {

        static TypeView of(String type, SearchWindow window) {
            RecentDurations.Minute minute = window.requests.minute();
            long asked = window.questionCount.sum() - window.fromCache.sum();
            long all = Math.max(window.requestCount.sum(), window.questionCount.sum());
            return new TypeView(
                    type,
                    minute.count(),
                    minute.failed(),
                    rounded(minute.count() / minute.coveredSeconds()),
                    millis(minute.meanSeconds()),
                    millis(minute.p50Seconds()),
                    millis(minute.p90Seconds()),
                    millis(minute.p95Seconds()),
                    millis(minute.p99Seconds()),
                    millis(minute.slowestSeconds()),
                    minute.count() < FEW
                            ? null
                            : Boolean.valueOf(
                                    minute.meanSeconds() * 1e3 < MEAN_MILLIS
                                            && minute.p90Seconds() * 1e3 < P90_MILLIS),
                    QuestionsView.of(window),
                    all,
                    share(Math.max(0, all - asked), all));
        }
    }

    /// What the service answered itself, not a cache of answers in front of it.
    ///
    /// @param count since the start or the last reset, as all but the times, which are of the last
    ///   minute
    record QuestionsView(
            long count,
            @Nullable Double meanResults,
            long withoutResult,
            @Nullable Double withoutResultShare,
            @Nullable Double meanMillis,
            @Nullable Double p99Millis) {

        static QuestionsView of(SearchWindow window) {
            long count = window.questionCount.sum();
            RecentDurations.Minute minute = window.questions.minute();
            return new QuestionsView(
                    count,
                    share(window.results.sum(), count),
                    window.withoutResult.sum(),
                    share(window.withoutResult.sum(), count),
                    millis(minute.meanSeconds()),
                    millis(minute.p99Seconds()));
        }
    }

    /// @param refreshAgeSeconds since a change became visible last
    /// @param followedAgeSeconds since the index was last compared with its source
    record IndexView(
            long documents,
            long bytes,
            boolean complete,
            @Nullable Double refreshAgeSeconds,
            @Nullable Double followedAgeSeconds) {

        static IndexView of(IndexState state, Instant now) {
            return new IndexView(
                    state.documents(),
                    state.bytes(),
                    state.complete(),
                    age(state.refreshedAt(), now),
                    age(state.followedAt(), now));
        }

        private static @Nullable Double age(@Nullable Instant then, Instant now) {
            return then == null
                    ? null
                    : rounded(Math.max(0, Duration.between(then, now).toMillis()) / 1e3);
        }
    }

    static SearchView of(SearchFigures figures, Instant now) {
        List<TypeView> types =
                figures.windows().entrySet().stream()
                        .map(each -> TypeView.of(each.getKey(), each.getValue()))
                        .toList();
        boolean told = types.stream().anyMatch(each -> each.promiseKept() != null);
        boolean broken = types.stream().anyMatch(each -> Boolean.FALSE.equals(each.promiseKept()));
        return new SearchView(
                now,
                figures.since(),
                WINDOW_SECONDS,
                new PromiseView(MEAN_MILLIS, P90_MILLIS, told ? Boolean.valueOf(!broken) : null),
                types,
                figures.slowest(),
                IndexView.of(figures.index(), now));
    }

    private static @Nullable Double millis(double seconds) {
        return Double.isFinite(seconds) ? rounded(1_000 * seconds) : null;
    }

    private static @Nullable Double share(long part, long all) {
        return all == 0 ? null : rounded((double) part / all);
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
