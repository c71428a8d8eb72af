package io.headroom.spring.database;

import io.headroom.postgres.pool.Acquisition;
import io.headroom.postgres.pool.DatabaseWatch;
import io.headroom.postgres.pool.Holder;
import io.headroom.postgres.pool.Leak;
import io.headroom.postgres.pool.Outage;
import io.headroom.postgres.pool.PoolStatus;
import io.headroom.postgres.session.Session;
import io.headroom.postgres.session.Sessions;
import io.headroom.postgres.session.TerminationEntry;
import io.headroom.postgres.session.TerminationOptions;
import io.headroom.postgres.session.TerminationOutcome;
import io.headroom.postgres.session.TerminationOutcome.Cancelled;
import io.headroom.postgres.session.TerminationOutcome.Gone;
import io.headroom.postgres.session.TerminationOutcome.Refused;
import io.headroom.postgres.session.TerminationOutcome.Terminated;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/pool`: what the watch over the pool and its server knows, from memory.
@RestController
final class PoolController {

    private static final String BASE = "/api/v1/performance";

    private final DatabaseWatch watch;
    private final OperatorGate gate;

    PoolController(DatabaseWatch watch, OperatorGate gate) {
        this.watch = watch;
        this.gate = gate;
    }

    record Server(
            Instant at,
            boolean reachable,
            String problem,
            int version,
            String user,
            String application,
            boolean replica,
            List<String> missing) {

        static Server of(Sessions look) {
            return new Server(
                    look.at(),
                    look.reachable(),
                    look.problem(),
                    look.abilities().serverVersion(),
                    look.abilities().user(),
                    look.abilities().application(),
                    look.abilities().replica(),
                    look.abilities().missing());
        }
    }

    record OutageView(
            Instant began,
            @Nullable Instant databaseBack,
            @Nullable Instant poolBack,
            double outageSeconds,
            double recoverySeconds,
            String problem) {

        static OutageView of(Outage outage) {
            return new OutageView(
                    outage.began(),
                    outage.databaseBack(),
                    outage.poolBack(),
                    outage.outageSeconds(),
                    outage.recoverySeconds(),
                    outage.problem());
        }
    }

    record Terminations(TerminationOptions options, List<TerminationEntry> audit) {}

    record Pool(
            String pool,
            int minimumSize,
            int maximumSize,
            long acquisitionTimeoutMillis,
            int active,
            int idle,
            int waiting,
            double utilisation,
            long borrows,
            long refused,
            Acquisition acquisition,
            List<Holder> holders,
            int leaks,
            List<OutageView> outages,
            Server server,
            Terminations terminations) {}

    record LongRunning(Session session, @Nullable Holder holder) {}

    record LongRunners(
            Server server, List<LongRunning> statements, List<LongRunning> idleTransactions) {}

    record Terminate(@Nullable String id) {}

    record Terminating(String outcome) {}

    @GetMapping({BASE + "/pool", "/metrics/pool"})
    ResponseEntity<Answer<Pool>> pool(HttpServletRequest request) {
        gate.reads(request);
        PoolStatus now = watch.pool().status();
        return Answer.ok(
                new Pool(
                        now.pool(),
                        now.minimumSize(),
                        now.maximumSize(),
                        now.acquisitionTimeoutMillis(),
                        now.active(),
                        now.idle(),
                        now.waiting(),
                        now.utilisation(),
                        now.borrows(),
                        now.refused(),
                        now.acquisition(),
                        now.holders(),
                        now.leaks().size(),
                        now.outages().stream().map(OutageView::of).toList(),
                        Server.of(watch.sessions().latest()),
                        new Terminations(
                                watch.termination().options(), watch.termination().audit())));
    }

    @GetMapping({BASE + "/pool/leaks", "/metrics/pool/leaks"})
    ResponseEntity<Answer<List<Leak>>> leaks(HttpServletRequest request) {
        gate.reads(request);
        return Answer.ok(watch.pool().leaks());
    }

    @GetMapping({BASE + "/pool/long-running", "/metrics/pool/long-running"})
    ResponseEntity<Answer<LongRunners>> longRunning(HttpServletRequest request) {
        gate.reads(request);
        Sessions look = watch.sessions().latest();
        return Answer.ok(
                new LongRunners(
                        Server.of(look),
                        withHolders(look.longRunning()),
                        withHolders(look.idleInTransaction())));
    }

    private List<LongRunning> withHolders(List<Session> sessions) {
        return sessions.stream()
                .map(each -> new LongRunning(each, watch.pool().holder(each.pid()).orElse(null)))
                .toList();
    }

    @PostMapping({BASE + "/pool/terminate", "/metrics/pool/terminate"})
    ResponseEntity<Answer<Terminating>> terminate(
            HttpServletRequest request, @RequestBody Terminate body) {
        String operator = gate.changes(request);
        if (body.id() == null || body.id().isBlank()) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "id is needed: that of a long-running session.");
        }
        TerminationOutcome outcome = watch.termination().end(body.id(), operator);
        return switch (outcome) {
            case Cancelled() -> Answer.ok(new Terminating("cancelled"));
            case Terminated() -> Answer.ok(new Terminating("terminated"));
            case Refused(String reason) ->
                    throw new ResponseStatusException(HttpStatus.CONFLICT, reason);
            case Gone() ->
                    throw new ResponseStatusException(
                            HttpStatus.NOT_FOUND,
                            "The session is not listed any more: it has ended, or gone on to another"
                                    + " transaction or statement.");
        };
    }
}
