package io.headroom.postgres.session;

import io.headroom.postgres.session.TerminationOutcome.Cancelled;
import io.headroom.postgres.session.TerminationOutcome.Gone;
import io.headroom.postgres.session.TerminationOutcome.Refused;
import io.headroom.postgres.session.TerminationOutcome.Terminated;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends sessions by force, guarded.
///
/// A statement that runs is cancelled first, and its session ended only if that did not help; an
/// idle transaction has nothing to cancel and is ended. Every signal is sent by one statement of
/// the server that compares process, start of the backend, of the transaction and of the statement,
/// state, application and age with what was seen, and spares what must never be ended
/// ([TerminationOrder]). Whatever is attempted stands in the log of this class and in [#audit].
/// Safe for use by many threads.
public final class SessionTermination {

    /// Who asks when the watch does.
    static final String AUTOMATIC = "automatic";

    private static final Logger AUDIT = LoggerFactory.getLogger(SessionTermination.class);
    private static final int MOST_ENTRIES = 200;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private record Pending(Session session, String requestedBy, Instant due) {}

    private final SessionWatch watch;
    private final TerminationOptions options;
    private final InstantSource clock;
    private final Deque<TerminationEntry> entries = new ConcurrentLinkedDeque<>();
    private final Deque<Instant> signals = new ArrayDeque<>();
    private final Map<String, Pending> pending = new HashMap<>();
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    /// @throws IllegalArgumentException when the watch would end what it does not even list
    public SessionTermination(SessionWatch watch, TerminationOptions options, InstantSource clock) {
        Duration listed = watch.options().longRunning();
        if (options.after().compareTo(listed) < 0) {
            throw new IllegalArgumentException(
                    "after must be at least longRunning (%s), but is %s"
                            .formatted(listed, options.after()));
        }
        this.watch = watch;
        this.options = options;
        this.clock = clock;
    }

    /// What is allowed.
    public TerminationOptions options() {
        return options;
    }

    /// Ends one session that the last look listed as long running or idle in transaction.
    ///
    /// @param id [Session#id]
    /// @param requestedBy who asks, for the audit trail
    public synchronized TerminationOutcome end(String id, String requestedBy) {
        return listed(watch.latest())
                .filter(each -> each.id().equals(id))
                .findFirst()
                .map(session -> request(session, requestedBy))
                .orElseGet(Gone::new);
    }

    private static Stream<Session> listed(Sessions look) {
        return Stream.concat(look.longRunning().stream(), look.idleInTransaction().stream());
    }

    private TerminationOutcome request(Session session, String requestedBy) {
        if (options.mode() == TerminationMode.REPORT_ONLY) {
            return noted(
                    session,
                    requestedBy,
                    new Refused("ending sessions is switched off: the mode is REPORT_ONLY"));
        }
        double least =
                (session.idleInTransaction()
                                        ? watch.options().idleInTransaction()
                                        : watch.options().longRunning())
                                .toNanos()
                        / 1e9;
        return send(session, requestedBy, least, session.idleInTransaction());
    }

    private TerminationOutcome send(
            Session session, String requestedBy, double leastSeconds, boolean terminate) {
        Instant now = clock.instant();
        while (!signals.isEmpty() && signals.getFirst().isBefore(now.minus(MINUTE))) {
            signals.removeFirst();
        }
        if (signals.size() >= options.mostPerMinute()) {
            return noted(
                    session,
                    requestedBy,
                    new Refused(
                            "%d were signalled within a minute, which is the most"
                                    .formatted(signals.size())));
        }
        TerminationOutcome outcome = ordered(session, leastSeconds, terminate);
        if (outcome instanceof Cancelled || outcome instanceof Terminated) {
            signals.addLast(now);
        }
        if (outcome instanceof Cancelled) {
            pending.put(
                    session.id(),
                    new Pending(session, requestedBy, now.plus(options.cancelGrace())));
        }
        return noted(session, requestedBy, outcome);
    }

    private TerminationOutcome ordered(Session session, double leastSeconds, boolean terminate) {
        String own = watch.latest().abilities().application();
        List<String> allowed =
                Stream.concat(Stream.of(own), options.applications().stream())
                        .filter(each -> !each.isEmpty())
                        .toList();
        try {
            return watch.onConnection(connection ->
                    TerminationOrder.run(connection, session, allowed, leastSeconds, terminate));
        } catch (SQLException e) {
            return new Refused("PostgreSQL refused: " + e.getMessage());
        }
    }

    /// Goes on with what was cancelled, and, where that is allowed, ends what lasts too long.
    /// Called after each round of the watch.
    public synchronized void afterRound() {
        Sessions look = watch.latest();
        if (!look.reachable()) {
            return;
        }
        Instant now = clock.instant();
        List<Pending> due =
                pending.values().stream().filter(each -> !now.isBefore(each.due())).toList();
        for (Pending each : due) {
            pending.remove(each.session().id());
            boolean stillRuns =
                    look.longRunning().stream()
                            .anyMatch(session -> session.id().equals(each.session().id()));
            if (stillRuns) {
                send(each.session(), each.requestedBy(), 0, true);
            }
        }
        if (options.mode() == TerminationMode.AUTOMATIC) {
            listed(look).filter(this::isOverdue).forEach(this::endOverdue);
        }
    }

    private boolean isOverdue(Session session) {
        double seconds = session.active() ? session.statementSeconds() : session.stateSeconds();
        return mayBeEnded(session)
                && !pending.containsKey(session.id())
                && seconds > options.after().toNanos() / 1e9;
    }

    private boolean mayBeEnded(Session session) {
        return session.own() || options.applications().contains(session.application());
    }

    private void endOverdue(Session session) {
        boolean refusedBefore =
                entries.stream()
                        .anyMatch(each ->
                                each.session().id().equals(session.id())
                                        && each.requestedBy().equals(AUTOMATIC)
                                        && each.outcome().equals("Refused"));
        if (!refusedBefore) {
            send(session, AUTOMATIC, options.after().toNanos() / 1e9, session.idleInTransaction());
        }
    }

    private TerminationOutcome noted(
            Session session, String requestedBy, TerminationOutcome outcome) {
        String reason = outcome instanceof Refused refused ? refused.reason() : "";
        String name = Objects.requireNonNull(outcome.getClass().getSimpleName());
        counts.merge(name, 1L, Long::sum);
        entries.addFirst(new TerminationEntry(clock.instant(), requestedBy, session, name, reason));
        while (entries.size() > MOST_ENTRIES) {
            entries.removeLast();
        }
        AUDIT.warn(
                "{} asked to end backend {} of {} ({}, {} s): {} {}",
                requestedBy,
                session.pid(),
                session.application(),
                session.state(),
                Math.round(session.active() ? session.statementSeconds() : session.stateSeconds()),
                name,
                reason);
        return outcome;
    }

    /// How many attempts had this outcome.
    ///
    /// @param outcome as in [TerminationEntry#outcome]
    public long count(String outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    /// The last 200 attempts, the latest first.
    public List<TerminationEntry> audit() {
        return List.copyOf(entries);
    }
}
