package io.headroom.spring.operations.finding;

import static io.headroom.operations.finding.Observation.number;
import static io.headroom.operations.finding.Observation.time;

import io.headroom.cache.Cache;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.L1Limit;
import io.headroom.core.Bytes;
import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.ActionRunner;
import java.time.Duration;
import java.util.Optional;

/// Changes how much a cache keeps in this process, and how long its values are fresh. What is
/// configured holds again after a restart.
final class CacheRunner implements ActionRunner {

    private final HeadroomCaches caches;

    CacheRunner(HeadroomCaches caches) {
        this.caches = caches;
    }

    @Override
    public boolean runs(Action action) {
        return action instanceof Action.CacheSize || action instanceof Action.CacheTtl;
    }

    @Override
    public RunOutcome check(Action action) {
        return switch (action) {
            case Action.CacheSize(String name, long from, long to, boolean inBytes) ->
                    with(name, cache -> size(cache, from, to, inBytes));
            case Action.CacheTtl(String name, Duration from, Duration to) ->
                    with(name, cache -> ttl(cache, from, to));
            case Action.PoolSize _,
                    Action.CreateIndex _,
                    Action.EndSession _,
                    Action.WarmUp _,
                    Action.RefreshView _,
                    Action.RateLimit _ ->
                    new RunOutcome.Refused("It is about no cache's limits.");
        };
    }

    @FunctionalInterface
    private interface Question {
        RunOutcome ask(Cache<?, ?> cache);
    }

    private RunOutcome with(String name, Question question) {
        Optional<Cache<?, ?>> cache = caches.find(name);
        return cache.isPresent()
                ? question.ask(cache.get())
                : new RunOutcome.Refused("There is no cache named '" + name + "'.");
    }

    private static RunOutcome size(Cache<?, ?> cache, long from, long to, boolean inBytes) {
        long is = CacheFacts.size(cache.options().l1());
        if (is != from || cache.options().l1() instanceof L1Limit.Weight != inBytes) {
            return new RunOutcome.Refused(
                    "The cache %s may keep %s now, not %s; look at the findings again."
                            .formatted(cache.options().name(), number(is), number(from)));
        }
        return new RunOutcome.Done(
                "The cache %s may keep %s %s instead of %s."
                        .formatted(
                                cache.options().name(),
                                number(to),
                                inBytes ? "bytes" : "entries",
                                number(from)));
    }

    private static RunOutcome ttl(Cache<?, ?> cache, Duration from, Duration to) {
        Duration is = cache.options().loading().ttl();
        return is.equals(from)
                ? new RunOutcome.Done(
                        "The cache %s keeps values for %s instead of %s."
                                .formatted(cache.options().name(), time(to), time(from)))
                : new RunOutcome.Refused(
                        "The cache %s keeps values for %s now, not %s; look at the findings again."
                                .formatted(cache.options().name(), time(is), time(from)));
    }

    @Override
    public RunOutcome apply(Action action, String operator) {
        RunOutcome checked = check(action);
        if (checked instanceof RunOutcome.Done) {
            switch (action) {
                case Action.CacheSize(String name, long _, long to, boolean inBytes) ->
                        caches.find(name).ifPresent(cache -> cache.resize(limit(to, inBytes)));
                case Action.CacheTtl(String name, Duration _, Duration to) ->
                        caches.find(name).ifPresent(cache -> cache.changeTtl(to));
                case Action.PoolSize _,
                        Action.CreateIndex _,
                        Action.EndSession _,
                        Action.WarmUp _,
                        Action.RefreshView _,
                        Action.RateLimit _ ->
                        throw new IllegalStateException("refused before");
            }
        }
        return checked;
    }

    private static L1Limit limit(long to, boolean inBytes) {
        return inBytes ? new L1Limit.Weight(Bytes.of(to)) : new L1Limit.Entries(to);
    }

    @Override
    public RunOutcome undo(Action action, String operator) {
        return switch (action) {
            case Action.CacheSize(String name, long from, long to, boolean inBytes) ->
                    apply(new Action.CacheSize(name, to, from, inBytes), operator);
            case Action.CacheTtl(String name, Duration from, Duration to) ->
                    apply(new Action.CacheTtl(name, to, from), operator);
            case Action.PoolSize _,
                    Action.CreateIndex _,
                    Action.EndSession _,
                    Action.WarmUp _,
                    Action.RefreshView _,
                    Action.RateLimit _ ->
                    check(action);
        };
    }

    @Override
    public boolean survivesRestart(Action action) {
        return false;
    }
}
