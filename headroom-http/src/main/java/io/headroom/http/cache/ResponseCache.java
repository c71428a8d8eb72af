package io.headroom.http.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.headroom.http.CacheControl;
import io.headroom.http.EntityTag;
import io.headroom.http.HttpDate;
import io.headroom.http.VaryHeader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The stored answers of a service, by what was asked. Safe for use by many threads.
///
/// A server looks with [#find] and sends what is [Found.Fresh]. For what is missing it lets one
/// request [#lead], runs the application, and hands the answer to [#store]; the others
/// [Flight#join] that flight.
///
/// Idle, it costs what it holds, at most its capacity.
public final class ResponseCache {

    /// Answers of one target that `Vary` tells apart; the oldest goes when there are more.
    private static final int MOST_VARIANTS = 16;

    private static final Found MISSING = new Found.Missing();
    private static final Found BYPASSED = new Found.Bypassed();

    private final ResponseCacheOptions options;
    private final LongSupplier nanos;
    private final ResponseCounters counters = new ResponseCounters();
    private final com.github.benmanes.caffeine.cache.Cache<String, List<StoredAnswer>> answers;
    private final Flights flights;

    /// @param nanos the monotonic clock
    public ResponseCache(ResponseCacheOptions options, LongSupplier nanos) {
        this.options = options;
        this.nanos = nanos;
        flights = new Flights(options.patience(), counters.collapsed);
        Caffeine<String, List<StoredAnswer>> builder =
                Caffeine.newBuilder()
                        .executor(Runnable::run)
                        .maximumWeight(options.capacity().count())
                        .weigher(ResponseCache::weight)
                        .evictionListener(this::evicted);
        answers = builder.build();
    }

    private static int weight(String key, List<StoredAnswer> variants) {
        int bytes = 64 + 2 * key.length();
        for (StoredAnswer answer : variants) {
            bytes += answer.bytes();
        }
        return bytes;
    }

    private void evicted(
            @Nullable String key, @Nullable List<StoredAnswer> variants, RemovalCause cause) {
        counters.evictions.increment();
    }

    /// What there is for a request. Neither waits nor blocks.
    ///
    /// A request's own `no-cache` or `max-age` does not ask for more than it gets: an answer is
    /// served as fresh only if its data was found unchanged just now, which is what a validation
    /// with the origin would say.
    public Found find(RequestHead request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return BYPASSED;
        }
        for (String name : options.bypassHeaders()) {
            if (request.header(name) != null) {
                return BYPASSED;
            }
        }
        String key = CacheKey.of(request);
        List<StoredAnswer> variants = answers.getIfPresent(key);
        StoredAnswer answer = variants == null ? null : matching(variants, request);
        if (answer == null) {
            return MISSING;
        }
        if (!answer.isFor(request.header("Authorization") != null)) {
            return BYPASSED;
        }
        long now = nanos.getAsLong();
        if (answer.isFresh(now)) {
            return new Found.Fresh(answer);
        }
        if (answer.isServedWhileRevalidated(now)) {
            return new Found.Stale(answer);
        }
        if (answer.isFallback(now)) {
            return new Found.Expired(answer);
        }
        // What is not right now may be again: a node that was cut off learns that nothing changed.
        if (!answer.isOfUse(now)) {
            drop(key, answer);
        }
        return MISSING;
    }

    private static @Nullable StoredAnswer matching(
            List<StoredAnswer> variants, RequestHead request) {
        for (StoredAnswer answer : variants) {
            if (answer.isFor(request)) {
                return answer;
            }
        }
        return null;
    }

    @SuppressWarnings("ReferenceEquality") // this very answer, not one that came after it
    private void drop(String key, StoredAnswer answer) {
        answers.asMap()
                .computeIfPresent(
                        key,
                        (k, variants) -> {
                            List<StoredAnswer> rest =
                                    variants.stream().filter(a -> a != answer).toList();
                            return rest.isEmpty() ? null : rest;
                        });
    }

    /// The flight of a request that the application has to answer. Whoever began it must end it by
    /// [Flight#land].
    public Flight lead(RequestHead request) {
        return flights.lead(CacheKey.of(request));
    }

    /// Stores an answer for all who ask the same, unless it must not be.
    ///
    /// @param flight the one that asked the application: what was forgotten while it was under way
    ///   is not stored again
    public Verdict store(
            Flight flight,
            RequestHead request,
            ResponsePolicy policy,
            CapturedAnswer answer,
            Provenance provenance) {
        String refusal = Storability.refusal(request, policy, answer, provenance);
        if (refusal == null && answer.body().length > options.maxBody().count()) {
            refusal = "size";
        }
        Duration ttl = refusal == null ? ttl(policy, answer, provenance) : Duration.ZERO;
        if (refusal == null && ttl.isZero()) {
            refusal = "ttl";
        }
        if (refusal != null) {
            return refused(refusal);
        }
        VaryHeader vary = VaryHeader.parse(answer.header("Vary")).withoutAcceptEncoding();
        StoredAnswer stored =
                new StoredAnswer(
                        answer,
                        Storability.headers(answer, policy, provenance.tags()),
                        tag(answer),
                        lifetime(policy, answer, ttl),
                        provenance,
                        Variation.of(List.copyOf(vary.names()), request),
                        policy.sharedWithAuthorized(),
                        HttpDate.parse(answer.header("Last-Modified")));
        if (!put(CacheKey.of(request), stored, flight)) {
            return refused("outdated");
        }
        counters.stored.increment();
        return new Verdict.Stored(stored);
    }

    private Verdict refused(String why) {
        counters.refused(why);
        return new Verdict.Refused(why);
    }

    private static Duration ttl(
            ResponsePolicy policy, CapturedAnswer answer, Provenance provenance) {
        boolean negative = answer.status() == 404 || answer.status() == 410;
        Duration ttl = negative ? policy.negativeTtl() : policy.ttl();
        ttl = shorter(ttl, Storability.targeted(answer).maxAge()).minus(Storability.age(answer));
        if (ttl.isNegative()) {
            return Duration.ZERO;
        }
        return shorter(ttl, provenance.freshFor());
    }

    private static Duration shorter(Duration one, @Nullable Duration other) {
        return other != null && other.compareTo(one) < 0 ? other : one;
    }

    private StoredAnswer.Lifetime lifetime(
            ResponsePolicy policy, CapturedAnswer answer, Duration ttl) {
        CacheControl targeted = Storability.targeted(answer);
        long now = nanos.getAsLong();
        long freshUntil = now + ttl.toNanos();
        long revalidated =
                shorter(policy.staleWhileRevalidate(), targeted.staleWhileRevalidate()).toNanos();
        long fallback = shorter(policy.staleIfError(), targeted.staleIfError()).toNanos();
        return new StoredAnswer.Lifetime(
                now - Storability.age(answer).toNanos(),
                freshUntil,
                freshUntil + revalidated,
                freshUntil + Math.max(revalidated, fallback));
    }

    /// The application's own if it is strong, else one of the bytes, which are kept.
    private static EntityTag tag(CapturedAnswer answer) {
        String named = answer.header("ETag");
        EntityTag tag = named == null ? null : EntityTag.parse(named);
        return tag == null || tag.weak() ? EntityTag.strongOf(answer.body()) : tag;
    }

    /// Whether the flight's answer is kept: looked at within the map's step, so that a
    /// [#forget(RequestHead)] either is seen here or comes afterwards and takes the answer away.
    private boolean put(String key, StoredAnswer stored, Flight flight) {
        long now = nanos.getAsLong();
        List<StoredAnswer> held =
                answers.asMap()
                        .compute(
                                key,
                                (k, variants) -> {
                                    if (flight.isOutdated()) {
                                        return variants;
                                    }
                                    List<StoredAnswer> kept = new ArrayList<>();
                                    kept.add(stored);
                                    if (variants != null) {
                                        for (StoredAnswer other : variants) {
                                            if (kept.size() < MOST_VARIANTS
                                                    && other.isOfUse(now)
                                                    && !other.variation()
                                                            .equals(stored.variation())) {
                                                kept.add(other);
                                            }
                                        }
                                    }
                                    return List.copyOf(kept);
                                });
        return held != null && held.contains(stored);
    }

    /// An answer as it goes out to a request, which takes as long as the coding takes where the one
    /// that the client prefers has yet to be made. What is made, and what is let go for it, counts.
    public Delivery deliver(RequestHead request, StoredAnswer answer) {
        Delivery ready = Delivery.of(request, answer);
        if (ready != null) {
            return ready;
        }
        Delivery made = Delivery.making(request, answer);
        // The weigher is asked again.
        answers.asMap().computeIfPresent(CacheKey.of(request), (k, variants) -> variants);
        return made;
    }

    /// Forgets what is stored for a request's target, in all variants: a request that may have
    /// changed it succeeded (RFC 9111, section 4.4).
    public void forget(RequestHead request) {
        forget(CacheKey.of(request));
    }

    /// As [#forget(RequestHead)], for another target of the same host.
    ///
    /// @param target path and query
    public void forget(RequestHead request, String target) {
        forget(CacheKey.of(request, target));
    }

    private void forget(String key) {
        flights.outdate(key);
        answers.invalidate(key);
    }

    /// Forgets everything.
    public void clear() {
        flights.outdateAll();
        answers.invalidateAll();
    }

    /// Takes no more than a part of its capacity, and drops at once what is above it.
    ///
    /// @param share of the configured capacity, above 0 and at most 1
    public void use(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "share must be above 0 and at most 1, but is " + share);
        }
        eviction().setMaximum(Math.round(share * options.capacity().count()));
    }

    private Policy.Eviction<String, List<StoredAnswer>> eviction() {
        return answers.policy().eviction().orElseThrow();
    }

    /// Counts how a request was answered.
    public void count(ResponseResult result) {
        counters.answered(result);
    }

    /// What it did since it was made, and what it holds.
    public ResponseCacheStatistics statistics() {
        return counters.snapshot(
                answers.estimatedSize(),
                eviction().weightedSize().orElse(0),
                eviction().getMaximum());
    }

    /// Now, as its answers count time.
    public long nanoTime() {
        return nanos.getAsLong();
    }
}
