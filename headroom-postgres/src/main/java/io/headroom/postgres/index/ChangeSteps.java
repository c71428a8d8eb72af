package io.headroom.postgres.index;

import static io.headroom.postgres.index.IndexChanges.message;

import io.headroom.postgres.index.Advance.Idle;
import io.headroom.postgres.index.Advance.Moved;
import io.headroom.postgres.index.Advance.Waiting;
import io.headroom.postgres.index.ChangeState.Building;
import io.headroom.postgres.index.ChangeState.Failed;
import io.headroom.postgres.index.ChangeState.Kept;
import io.headroom.postgres.index.ChangeState.Proposed;
import io.headroom.postgres.index.ChangeState.Reverted;
import io.headroom.postgres.index.ChangeState.Reverting;
import io.headroom.postgres.index.ChangeState.Verifying;
import io.headroom.postgres.index.IndexCatalog.Found;
import io.headroom.postgres.index.IndexChange.Built;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done in each state. Runs under the lock of [IndexChanges], so whatever it finds half
/// done was left by a session that is no more.
///
/// Each step first does what can be done again without harm, then writes the state that says it was
/// done; a crash between the two repeats it.
record ChangeSteps(
        ChangeTable table,
        IndexChangeOptions options,
        Preparation preparation,
        Observation observation,
        LongSupplier nanoTime) {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeSteps.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(10);

    private static final Duration TAKE_OVER = Duration.ofSeconds(30);

    private static final String DUPLICATE_TABLE = "42P07";

    /// Of a drop: what passes by itself. Lock not available, cancelled, deadlock, out of memory or
    /// disk.
    private static final Set<String> PASSING = Set.of("55P03", "57014", "40P01", "53200", "53100");

    Advance next(Connection connection, IndexChange change) throws SQLException {
        return switch (change.state()) {
            case Proposed() -> measureThenBuild(connection, change);
            case Building() -> takeUp(connection, change);
            case Verifying() -> judge(connection, change);
            case Reverting(String reason) -> drop(connection, change, reason);
            case Kept _, Reverted _, Failed _ -> new Idle();
        };
    }

    private Advance measureThenBuild(Connection connection, IndexChange change)
            throws SQLException {
        Instant from = change.windowFrom();
        if (from == null) {
            List<StatementEffect> effects = observation.begin(connection, change);
            beginWindow(connection, change, effects);
            return new Waiting(options.observation());
        }
        Duration left = Duration.between(table.time().instant(), from.plus(options.observation()));
        if (left.isPositive()) {
            return new Waiting(shorter(left, LOOK_AGAIN));
        }
        List<StatementEffect> counted = observation.counted(connection, change.effects());
        if (Observation.wasReset(counted)) {
            beginWindow(connection, change, observation.rebased(connection, change.effects()));
            return new Waiting(options.observation());
        }
        List<StatementEffect> before =
                observation.before(observation.withNewcomers(connection, change, counted));
        EffectTable.write(connection, change.id(), before);
        return build(connection, change.with(before));
    }

    private void beginWindow(
            Connection connection, IndexChange change, List<StatementEffect> effects)
            throws SQLException {
        Transaction.run(
                connection,
                () -> {
                    EffectTable.write(connection, change.id(), effects);
                    table.window(connection, change, table.time().instant());
                });
    }

    /// The checks again, since much may have happened since the change was accepted; then the
    /// state, then the build.
    private Advance build(Connection connection, IndexChange change) throws SQLException {
        IndexProposal index = change.proposal();
        Preflight preflight = preparation.check(connection, index);
        if (!preflight.passed()) {
            return end(connection, change, new Failed(preflight.objection()));
        }
        if (IndexCatalog.find(connection, index) instanceof Found.Invalid) {
            dropIndex(connection, index);
        }
        int attempt = change.attempts() + 1;
        if (!table.move(connection, change, new Building(), "attempt " + attempt)) {
            return new Moved();
        }
        IndexChange building = change.in(new Building());
        LOG.info("building {}: {}", index.name(), index.createSql());
        long start = nanoTime.getAsLong();
        try (BuildSession _ = BuildSession.open(connection, options);
                var statement = connection.createStatement()) {
            statement.execute(index.createSql());
        } catch (SQLException e) {
            return failed(connection, building, e);
        }
        return built(connection, building, Duration.ofNanos(nanoTime.getAsLong() - start));
    }

    /// Why a build ended is written down before what it left is dropped, which may take long or be
    /// interrupted itself: so it is not built again after a crash in between.
    private Advance failed(Connection connection, IndexChange change, SQLException e)
            throws SQLException {
        if (!connection.isValid(1)) {
            throw e;
        }
        String failure = failure(e);
        LOG.warn("index {} was not built: {}", change.proposal().name(), failure);
        // Whoever has the name now, it is not this build.
        if (DUPLICATE_TABLE.equals(e.getSQLState())) {
            return end(connection, change, new Failed(failure));
        }
        table.failure(connection, change, failure);
        return new Moved();
    }

    private String failure(SQLException e) {
        return switch (String.valueOf(e.getSQLState())) {
            case "55P03" ->
                    "a lock or an older transaction was in the way for longer than lock-timeout ("
                            + options.lockTimeout()
                            + "); end long transactions or raise it: "
                            + message(e);
            case "57014" ->
                    "it was cancelled, or took longer than build-timeout ("
                            + options.buildTimeout()
                            + "): "
                            + message(e);
            case "23505" -> "the table holds values that a unique index forbids: " + message(e);
            case "53100" -> "the disk is full: " + message(e);
            default -> message(e);
        };
    }

    private Advance built(Connection connection, IndexChange change, Duration duration)
            throws SQLException {
        if (!(IndexCatalog.find(connection, change.proposal())
                instanceof Found.Valid(String definition, long bytes))) {
            return end(connection, change, new Failed("it is not there after its build"));
        }
        Built built = new Built(definition, bytes, duration);
        List<StatementEffect> effects = observation.rebased(connection, change.effects());
        String detail =
                String.format(
                        Locale.ROOT, "%d KB in %.1f s", bytes >> 10, duration.toMillis() / 1e3);
        LOG.info("index {} is built: {}", change.proposal().name(), detail);
        Transaction.run(
                connection,
                () -> {
                    table.built(connection, change, built);
                    EffectTable.write(connection, change.id(), effects);
                    table.window(connection, change, table.time().instant());
                    table.move(connection, change, new Verifying(), detail);
                });
        return new Moved();
    }

    /// What a crash left of a build. The lock tells that nobody is building any more.
    private Advance takeUp(Connection connection, IndexChange change) throws SQLException {
        IndexProposal index = change.proposal();
        switch (IndexCatalog.find(connection, index)) {
            case Found.Valid _ when change.failure().isEmpty() -> {
                // The server finished after its client was gone.
                LOG.info("index {} was built by a session that is gone", index.name());
                return built(connection, change, Duration.ZERO);
            }
            case Found.Invalid(int pid) when pid != 0 -> {
                table.note(
                        connection, change, "process " + pid + " is building an index of its name");
                return new Waiting(RETRY);
            }
            case Found.Invalid _ -> {
                LOG.info("dropping what a broken build of {} left", index.name());
                try {
                    dropIndex(connection, index);
                } catch (SQLException e) {
                    return notDropped(connection, change, e);
                }
            }
            case Found.Absent _, Found.Valid _, Found.Foreign _ -> {}
        }
        if (!change.failure().isEmpty()) {
            return end(connection, change, new Failed(change.failure()));
        }
        if (change.attempts() >= options.attempts()) {
            return end(
                    connection,
                    change,
                    new Failed(
                            "a crash interrupted the build %d times".formatted(change.attempts())));
        }
        return build(connection, change);
    }

    private Advance judge(Connection connection, IndexChange change) throws SQLException {
        Instant now = table.time().instant();
        Instant from = change.windowFrom() == null ? now : change.windowFrom();
        List<StatementEffect> running = observation.counted(connection, change.effects());
        if (Observation.wasReset(running)) {
            beginWindow(connection, change, observation.rebased(connection, change.effects()));
            return new Waiting(LOOK_AGAIN);
        }
        List<StatementEffect> counted = Observation.withoutLost(running);
        if (!(IndexCatalog.find(connection, change.proposal()) instanceof Found.Valid)) {
            return end(
                    connection, change, new Reverting("it was dropped or broken by somebody else"));
        }
        Judgement early = Judgement.of(counted, options);
        boolean disaster = early.isDisaster(options);
        Duration watched = Duration.between(from, now);
        // The node that holds the values gets the time to judge by them, if it lives.
        Duration longest =
                observation.isSampledElsewhere(change)
                        ? options.longestObservation().plus(TAKE_OVER)
                        : options.longestObservation();
        boolean complete =
                watched.compareTo(longest) >= 0
                        || (watched.compareTo(options.observation()) >= 0
                                && observation.isEnough(change, counted));
        if (!disaster && !complete) {
            Duration left = options.observation().minus(watched);
            return new Waiting(left.isPositive() ? shorter(left, LOOK_AGAIN) : LOOK_AGAIN);
        }
        // Our own runs scan the index, too, so the scans of others are counted first.
        long scans = IndexCatalog.scans(connection, change.proposal());
        Judgement judgement =
                disaster
                        ? early
                        : Judgement.of(
                                observation.sampledAfter(connection, change, counted), options);
        EffectTable.write(connection, change.id(), judgement.effects());
        String objection = judgement.objection(options);
        if (objection.isEmpty() && scans == 0 && !judgement.usesIndex()) {
            // A session reports its scans a second late, in a transaction at its end, and a pool
            // rests sessions for seconds: only the longest time of all tells that nobody does.
            if (watched.compareTo(longest) < 0) {
                return new Waiting(shorter(longest.minus(watched), RETRY));
            }
            objection = "no statement uses it";
        }
        if (!objection.isEmpty()) {
            return end(connection, change, new Reverting(objection));
        }
        double saving = judgement.saving(options, observation.workloadMillis());
        return end(connection, change, new Kept(saving));
    }

    private Advance drop(Connection connection, IndexChange change, String reason)
            throws SQLException {
        IndexProposal index = change.proposal();
        Found found = IndexCatalog.find(connection, index);
        String known = change.built().definition();
        // What was never begun is nobody's of ours, and what was replaced under its name neither.
        boolean ours =
                change.attempts() > 0
                        && switch (found) {
                            case Found.Absent _, Found.Foreign _ -> false;
                            case Found.Invalid _ -> true;
                            case Found.Valid(String definition, long _) ->
                                    known.isEmpty() || known.equals(definition);
                        };
        if (found instanceof Found.Invalid(int pid) && pid != 0) {
            table.note(connection, change, "process " + pid + " is still building it");
            return new Waiting(LOOK_AGAIN);
        }
        if (ours) {
            try {
                dropIndex(connection, index);
            } catch (SQLException e) {
                return notDropped(connection, change, e);
            }
        }
        return end(connection, change, new Reverted(reason));
    }

    private Advance notDropped(Connection connection, IndexChange change, SQLException e)
            throws SQLException {
        if (!connection.isValid(1)) {
            throw e;
        }
        String name = change.proposal().qualifiedIndex();
        if (!PASSING.contains(String.valueOf(e.getSQLState()))) {
            String reason = "drop %s by hand; Headroom cannot: %s".formatted(name, message(e));
            return end(connection, change, new Failed(reason));
        }
        LOG.warn("index {} cannot be dropped yet: {}", name, message(e));
        table.note(connection, change, "not dropped yet: " + message(e));
        return new Waiting(RETRY);
    }

    private void dropIndex(Connection connection, IndexProposal index) throws SQLException {
        try (BuildSession _ = BuildSession.open(connection, options);
                var statement = connection.createStatement()) {
            statement.execute("DROP INDEX CONCURRENTLY IF EXISTS " + index.qualifiedIndex());
        }
    }

    private Advance end(Connection connection, IndexChange change, ChangeState to)
            throws SQLException {
        String detail =
                to instanceof Kept(double saving)
                        ? String.format(Locale.ROOT, "saves %.1f %%", saving * 100)
                        : to.reason();
        if (table.move(connection, change, to, detail)) {
            LOG.info("index {} is {}: {}", change.proposal().name(), to.label(), detail);
        }
        if (!to.isOpen()) {
            observation.forget(change);
        }
        return new Moved();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
