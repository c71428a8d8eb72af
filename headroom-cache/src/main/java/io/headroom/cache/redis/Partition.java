package io.headroom.cache.redis;

import io.headroom.cache.L2Mark;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One part of the keys, all in one slot of one primary: its link, its log, and what is to be
/// repeated there.
final class Partition implements RedisLink.Backlog, AutoCloseable {

    /// From so many barriers on they are compacted.
    private static final int MANY_BARRIERS = 48;

    private final int index;
    private final RedisOptions options;
    private final Keys keys;
    private final LongSupplier nanos;
    private final RedisLink link;
    private final LogFollower follower;
    private final Application application;
    private final Compaction compaction;
    private final PendingInvalidations pending = new PendingInvalidations();
    private final RecentInvalidations recent = new RecentInvalidations();

    /// The run of the last session; the probe's alone.
    private String runId = "";

    /// What the wiring hands to each partition.
    record Wiring(
            RedisOptions options,
            String node,
            Topology topology,
            Function<RedisURI, StatefulRedisConnection<String, byte[]>> connections,
            Subscribers subscribers,
            SharedClock clock,
            InstantSource wallClock,
            LongSupplier nanos) {}

    Partition(int index, Wiring wiring) {
        this.index = index;
        options = wiring.options();
        nanos = wiring.nanos();
        keys = Keys.spread(options.keyPrefix(), index, options.partitions());
        int slot = keys.slot();
        RedisLink.Connector connector =
                () -> wiring.connections().apply(wiring.topology().primary(slot));
        String name =
                options.servers()
                        + (options.partitions() == 1 ? "" : ", partition " + index + " of them");
        link = new RedisLink(options, name, wiring.node(), connector, this, wiring.wallClock());
        follower =
                new LogFollower(
                        options,
                        index,
                        keys,
                        wiring.node(),
                        connector,
                        link,
                        wiring.subscribers(),
                        wiring.clock(),
                        nanos);
        application = new Application(options.coherenceLease(), keys, link, nanos);
        compaction = new Compaction(keys, link);
    }

    /// Connects once, and goes on in the background.
    void start() {
        follower.start();
        link.start();
        if (link.session() != null) {
            follower.awaitFirstTry(options.connectTimeout());
        }
    }

    int index() {
        return index;
    }

    Keys keys() {
        return keys;
    }

    RedisLink link() {
        return link;
    }

    LogFollower follower() {
        return follower;
    }

    int pending() {
        return pending.size();
    }

    /// A change under way.
    ///
    /// @param session null when there was none
    record Writing(
            Change change,
            @Nullable Session session,
            List<CompletableFuture<List<Object>>> answers) {}

    /// Sends a change.
    Writing begin(Change change) {
        Session session = link.writable();
        return new Writing(
                change, session, session == null ? List.of() : session.runAll(change.calls(keys)));
    }

    /// What became of a change at this partition: [Written.Done], or the future of its repetition.
    sealed interface Outcome {
        record Acknowledged(Written.Done done) implements Outcome {}

        record Deferred(String reason, CompletableFuture<Written.Done> repetition)
                implements Outcome {}
    }

    /// Waits for the acknowledgement of a change; without one it is repeated later.
    Outcome end(Writing writing, long deadlineNanos) {
        Written written =
                writing.session() == null
                        ? new Written.Failed("L2 is not in use: " + link.standing().detail())
                        : await(writing, deadlineNanos);
        return switch (written) {
            case Written.Done done -> {
                noted(writing.change(), done);
                yield new Outcome.Acknowledged(done);
            }
            case Written.Failed(String reason) ->
                    new Outcome.Deferred(
                            reason, link.defer(() -> pending.add(writing.change()), reason));
        };
    }

    private Written await(Writing writing, long deadlineNanos) {
        Written last = new Written.Failed("nothing was sent");
        for (CompletableFuture<List<Object>> answer : writing.answers()) {
            switch (patiently(answer, deadlineNanos)) {
                case Reply.Value<List<Object>>(var told) -> last = done(Place.of(told));
                case Reply.None<List<Object>>(_, String reason) -> {
                    return new Written.Failed(reason);
                }
            }
        }
        return last;
    }

    /// An interrupted caller still waits: otherwise its change would count as not acknowledged.
    private Reply<List<Object>> patiently(
            CompletableFuture<List<Object>> answer, long deadlineNanos) {
        boolean interrupted = false;
        try {
            while (true) {
                Reply<List<Object>> reply =
                        Session.await(answer, deadlineNanos - nanos.getAsLong());
                if (!(reply instanceof Reply.None<List<Object>>(var cause, _))
                        || cause != Reply.Cause.INTERRUPTED) {
                    return reply;
                }
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Written.Done done(Place place) {
        return new Written.Done(
                new L2Mark(index, place.generation(), place.sequence()),
                nanos.getAsLong(),
                place.barriers());
    }

    private void noted(Change change, Written.Done done) {
        recent.add(change, nanos.getAsLong());
        if (done.barriers() >= MANY_BARRIERS) {
            compaction.begin();
        }
    }

    /// Checks that the server takes writes, and repeats what it or another run of it may not know.
    @Override
    public String prepare(Session fresh) {
        String unloaded = fresh.load(options.connectTimeout());
        if (!unloaded.isEmpty()) {
            return unloaded;
        }
        Session.Call look = Session.Call.of(Script.LOOK, keys.head());
        if (fresh.run(options.connectTimeout(), look)
                instanceof Reply.None<List<Object>>(_, String reason)) {
            return reason;
        }
        if (!fresh.runId().equals(runId)) {
            String problem = runId.isEmpty() ? "" : repeatRecent(fresh);
            if (!problem.isEmpty()) {
                return problem;
            }
            runId = fresh.runId();
        }
        String problem = pending.drain(changes -> repeated(fresh, changes));
        return problem.isEmpty() ? "" : "an invalidation could not be repeated: " + problem;
    }

    private String repeatRecent(Session fresh) {
        List<Change> lately = Change.merged(recent.since(nanos.getAsLong()));
        return repeated(fresh, lately).stream()
                .map(written -> written instanceof Written.Failed(String reason) ? reason : "")
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .map(reason -> "what was invalidated lately could not be repeated: " + reason)
                .orElse("");
    }

    private List<Written> repeated(Session session, List<Change> changes) {
        List<Writing> all =
                changes.stream()
                        .map(change ->
                                new Writing(change, session, session.runAll(change.calls(keys))))
                        .toList();
        long deadline = nanos.getAsLong() + options.connectTimeout().toNanos();
        List<Written> outcomes = new ArrayList<>(all.size());
        for (Writing writing : all) {
            outcomes.add(await(writing, deadline));
        }
        return outcomes;
    }

    @Override
    public boolean isEmpty() {
        return pending.isEmpty();
    }

    /// Waits until no node serves from L1 what an event invalidated.
    ///
    /// @return false when the deadline passed before, or the thread was interrupted
    boolean awaitApplied(Written.Done done, long deadlineNanos) {
        return application.await(done, deadlineNanos);
    }

    @Override
    public void close() {
        follower.close();
        Session session = link.session();
        if (session != null) {
            var _ = session.run(options.writeBudget(), Session.Call.of(Script.LEAVE, keys.head()));
        }
        link.close();
    }
}
