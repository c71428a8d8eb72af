package io.headroom.spring.cacheoperations;

import io.headroom.cache.Cache;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.Invalidation;
import io.headroom.cache.KeyHeat;
import io.headroom.cache.warmup.CacheWarmer;
import io.headroom.cache.warmup.WarmUpStart;
import io.headroom.cache.warmup.WarmUpStatus;
import io.headroom.cache.warmup.WarmUpStrategy;
import io.headroom.http.cache.ResponseCache;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.cacheoperations.CacheViews.CacheView;
import io.headroom.spring.cacheoperations.CacheViews.KeyView;
import io.headroom.spring.cacheoperations.CacheViews.Outcome;
import io.headroom.spring.cacheoperations.CacheViews.Shared;
import io.headroom.spring.cacheoperations.CacheViews.Status;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/cache`: figures, keys, clearing, invalidating and warming.
@RestController
final class CacheController {

    private static final String API = "/api/v1/performance/cache";
    private static final String METRICS = "/metrics/cache";
    private static final int MOST_KEYS = 256;

    private final HeadroomCaches caches;
    private final ObjectProvider<ResponseCache> responses;
    private final CacheBaseline baseline;
    private final CacheWarmer warmer;
    private final OperatorGate gate;

    CacheController(
            HeadroomCaches caches,
            ObjectProvider<ResponseCache> responses,
            CacheBaseline baseline,
            CacheWarmer warmer,
            OperatorGate gate) {
        this.caches = caches;
        this.responses = responses;
        this.baseline = baseline;
        this.warmer = warmer;
        this.gate = gate;
    }

    record Clear(@Nullable String cache) {}

    record WarmUp(@Nullable String strategy) {}

    @GetMapping({API, API + "/status", METRICS, METRICS + "/status"})
    ResponseEntity<Answer<Status>> status(HttpServletRequest request) {
        gate.reads(request);
        List<CacheView> views =
                named().map(cache -> CacheView.of(cache, baseline.since(cache.statistics())))
                        .toList();
        long hits = 0;
        long misses = 0;
        for (CacheView view : views) {
            long answered = view.l1().hits() + (view.l2() == null ? 0 : view.l2().hits());
            hits += answered;
            misses += view.l1().hits() + view.l1().misses() - answered;
        }
        return Answer.ok(
                new Status(
                        baseline.since(),
                        CacheViews.share(hits, misses),
                        Shared.of(caches.l2Health()),
                        views,
                        baseline.responses()));
    }

    private Stream<Cache<?, ?>> named() {
        return caches.all().stream()
                .sorted(Comparator.comparing((Cache<?, ?> cache) -> cache.options().name()));
    }

    /// The keys that are read most on this node.
    ///
    /// @param cache the name of a cache; all without
    /// @param limit how many, from 1 to 256
    @GetMapping({API + "/hottest-keys", METRICS + "/hottest-keys"})
    ResponseEntity<Answer<List<KeyView>>> hottest(
            HttpServletRequest request,
            @RequestParam(defaultValue = "") String cache,
            @RequestParam(defaultValue = "20") int limit) {
        gate.reads(request);
        requireLimit(limit);
        return Answer.ok(
                chosen(cache).stream()
                        .flatMap(each -> keys(each, each.hottest(limit)))
                        .sorted(Comparator.comparingLong(KeyView::reads).reversed())
                        .limit(limit)
                        .toList());
    }

    /// The keys that this node's first tier evicts next, by cache.
    @GetMapping({API + "/coldest-keys", METRICS + "/coldest-keys"})
    ResponseEntity<Answer<List<KeyView>>> coldest(
            HttpServletRequest request,
            @RequestParam(defaultValue = "") String cache,
            @RequestParam(defaultValue = "20") int limit) {
        gate.reads(request);
        requireLimit(limit);
        return Answer.ok(
                chosen(cache).stream()
                        .flatMap(each -> keys(each, each.coldest(limit)))
                        .sorted(Comparator.comparingLong(KeyView::reads))
                        .limit(limit)
                        .toList());
    }

    private static Stream<KeyView> keys(Cache<?, ?> cache, List<? extends KeyHeat<?>> heats) {
        return heats.stream().map(heat -> KeyView.of(cache.options().name(), heat));
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > MOST_KEYS) {
            throw badRequest("limit must be from 1 to " + MOST_KEYS + ", but is " + limit + ".");
        }
    }

    private List<Cache<?, ?>> chosen(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return named().toList();
        }
        return List.of(
                caches.find(name)
                        .orElseThrow(() ->
                                new ResponseStatusException(
                                        HttpStatus.NOT_FOUND, "There is no cache of this name.")));
    }

    /// Empties a cache on every node, or all and the answers that this node has stored.
    @PostMapping({API + "/clear", METRICS + "/clear"})
    ResponseEntity<Answer<List<Outcome>>> clear(
            HttpServletRequest request, @RequestBody(required = false) @Nullable Clear body) {
        gate.changes(request);
        String name = body == null ? null : body.cache();
        List<Outcome> outcomes =
                chosen(name).stream()
                        .map(cache -> Outcome.of(List.of(cache.options().name()), cache.clear()))
                        .toList();
        if (name == null || name.isEmpty()) {
            responses.ifAvailable(ResponseCache::clear);
        }
        return Answer.ok(outcomes);
    }

    /// Removes values from every node.
    ///
    /// @param cache the cache of `key` or `pattern`; without it they begin with its name and a
    ///   colon
    @DeleteMapping({API + "/invalidate", METRICS + "/invalidate"})
    ResponseEntity<Answer<Outcome>> invalidate(
            HttpServletRequest request,
            @RequestParam(defaultValue = "") String cache,
            @RequestParam(required = false) @Nullable String key,
            @RequestParam(required = false) @Nullable String tag,
            @RequestParam(required = false) @Nullable String pattern) {
        gate.changes(request);
        if (Stream.of(key, tag, pattern).filter(given -> given != null).count() != 1) {
            throw badRequest("Exactly one of key, tag and pattern is needed.");
        }
        try {
            if (tag != null) {
                return Answer.ok(Outcome.of(List.of(), caches.invalidateTags(tag)));
            }
            return key != null
                    ? one(cache, key, each -> text -> each.invalidateText(text))
                    : one(cache, pattern, each -> text -> each.invalidateMatching(text));
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
        }
    }

    private ResponseEntity<Answer<Outcome>> one(
            String name,
            @Nullable String text,
            Function<Cache<?, ?>, Function<String, Invalidation>> call) {
        String whole = text == null ? "" : text;
        Cache<?, ?> cache;
        String rest = whole;
        if (name.isEmpty()) {
            cache =
                    named().filter(each -> whole.startsWith(each.options().name() + ":"))
                            .max(Comparator.comparingInt(each -> each.options().name().length()))
                            .orElseThrow(() ->
                                    badRequest(
                                            "A key or pattern begins with the name of its cache and a colon, or comes with cache=NAME."));
            rest = whole.substring(cache.options().name().length() + 1);
        } else {
            cache = chosen(name).getFirst();
        }
        return Answer.ok(
                Outcome.of(List.of(cache.options().name()), call.apply(cache).apply(rest)));
    }

    /// Begins to warm: 202, or 409 while another warm-up runs.
    @PostMapping({
        API + "/warmup",
        API + "/warm-up",
        METRICS + "/warmup",
        METRICS + "/warm-up",
    })
    ResponseEntity<Answer<WarmUpStatus>> warmUp(
            HttpServletRequest request, @RequestBody(required = false) @Nullable WarmUp body) {
        gate.changes(request);
        String asked = body == null || body.strategy() == null ? "" : body.strategy();
        WarmUpStrategy strategy = strategy(asked);
        return switch (warmer.start(strategy)) {
            case WarmUpStart.Started(WarmUpStatus status) ->
                    ResponseEntity.accepted()
                            .header("Location", API + "/warmup/status")
                            .cacheControl(CacheControl.noStore())
                            .body(Answer.of(status));
            case WarmUpStart.Busy(WarmUpStatus running) ->
                    throw new ResponseStatusException(
                            HttpStatus.CONFLICT,
                            "A warm-up (" + running.what() + ") is under way; cancel it first.");
            case WarmUpStart.Nothing(String what) ->
                    throw new ResponseStatusException(
                            HttpStatus.CONFLICT,
                            "The service has no warm-up task for " + what + ".");
        };
    }

    private static WarmUpStrategy strategy(String asked) {
        String name = asked.isEmpty() ? WarmUpStrategy.CRITICAL_ONLY.name() : asked;
        return Arrays.stream(WarmUpStrategy.values())
                .filter(each -> each.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        badRequest(
                                "strategy must be one of "
                                        + Arrays.toString(WarmUpStrategy.values())
                                        + "."));
    }

    @GetMapping({
        API + "/warmup/status",
        API + "/warm-up/status",
        METRICS + "/warmup/status",
        METRICS + "/warm-up/status"
    })
    ResponseEntity<Answer<WarmUpStatus>> warmUpStatus(HttpServletRequest request) {
        gate.reads(request);
        return Answer.ok(warmer.status());
    }

    /// Ends the warm-up after the batches that are being loaded: 202, or 404 when there is none.
    @DeleteMapping({
        API + "/warmup",
        API + "/warm-up",
        METRICS + "/warmup",
        METRICS + "/warm-up",
    })
    ResponseEntity<Answer<WarmUpStatus>> cancel(HttpServletRequest request) {
        gate.changes(request);
        if (!warmer.cancel()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No warm-up is under way.");
        }
        return ResponseEntity.accepted().body(Answer.of(warmer.status()));
    }

    private static ResponseStatusException badRequest(String detail) {
        return new ResponseStatusException(HttpStatus.BAD_REQUEST, detail);
    }
}
