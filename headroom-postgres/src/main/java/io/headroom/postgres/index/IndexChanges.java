package io.headroom.postgres.index;

import io.headroom.postgres.AdvisoryLock;
import io.headroom.postgres.index.Advance.Busy;
import io.headroom.postgres.index.Advance.Idle;
import io.headroom.postgres.index.Advance.Unavailable;
import io.headroom.postgres.index.ChangeState.Building;
import io.headroom.postgres.index.ChangeState.Reverting;
import io.headroom.postgres.statement.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Index changes of one database: asked for by any node, made by one at a time, seen by all.
///
/// A change is accepted by [#apply], after checks; [#advance], called again and again by every
/// node, brings it through its states; [#recent] shows where each stands. Its tables, in the schema
/// `headroom`, are made with the first change.
///
/// Safe for use by many threads. [#advance] occupies one connection, for as long as a build takes.
/// Nodes compare times of their own clocks: one that is wrong by a minute makes a window of
/// measuring longer or shorter by that. Session locks need a session: a pooler that switches
/// sessions between transactions (PgBouncer in transaction mode) must be gone round.
public final class IndexChanges {

    private static final Logger LOG = LoggerFactory.getLogger(IndexChanges.class);

    private static final int SHOWN = 100;

    /// Under it index changes are worked on. The session that builds holds it: a node that dies
    /// leaves its server process building on, and as long as it does, it holds the lock, so nobody
    /// mistakes its index for a broken one.
    private static final AdvisoryLock LOCK = new AdvisoryLock("headroom.index");

    private final DataSource dataSource;
    private final DataSource workSource;
    private final IndexChangeOptions options;
    private final DiskSpace diskSpace;
    private final ChangeTable table;
    private final ChangeSteps steps;
    private volatile List<IndexChange> recent = List.of();

    /// @param dataSource for short questions
    /// @param workSource for the work itself, one connection at a time; best beside the service's
    ///   pool, which a long build would have one connection less
    /// @param workload where values for sampled runs come from
    /// @param node what this process is called in the history
    /// @param nanoTime a monotonic clock, for the times of builds and sampled runs
    public IndexChanges(
            DataSource dataSource,
            DataSource workSource,
            IndexChangeOptions options,
            DiskSpace diskSpace,
            Workload workload,
            String node,
            InstantSource time,
            LongSupplier nanoTime) {
        this.dataSource = dataSource;
        this.workSource = workSource;
        this.options = options;
        this.diskSpace = diskSpace;
        this.table = new ChangeTable(node, time);
        this.steps =
                new ChangeSteps(
                        table,
                        options,
                        new Preparation(options, diskSpace),
                        new Observation(options, workload, nanoTime),
                        nanoTime);
    }

    /// What [#apply] would find, without doing anything.
    ///
    /// @throws SQLException when the database cannot be asked
    public Preflight check(IndexProposal proposal) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Preflight.of(connection, proposal, options, diskSpace);
        }
    }

    /// Accepts a change unless something speaks against it. Returns at once; the work is done by
    /// [#advance]. Two nodes that accept the same index at once get the same change.
    ///
    /// @param requestedBy who asks, for the history
    /// @throws SQLException when the database cannot be asked, or does not let its role create the
    ///   schema `headroom`
    public ApplyAnswer apply(IndexProposal proposal, String requestedBy) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            table.create(connection);
            List<IndexChange> earlier = unfinishedOrKept(connection, proposal);
            if (!earlier.isEmpty()) {
                return new ApplyAnswer.Existing(earlier.getFirst());
            }
            Preflight preflight = Preflight.of(connection, proposal, options, diskSpace);
            if (!preflight.passed()) {
                LOG.info(
                        "index {} asked for by {} is refused: {}",
                        proposal.name(),
                        requestedBy,
                        preflight.objection());
                return new ApplyAnswer.Refused(preflight);
            }
            boolean added = table.insert(connection, proposal, requestedBy);
            refresh(connection);
            IndexChange change = unfinishedOrKept(connection, proposal).getFirst();
            LOG.info("index {} was asked for by {}", proposal.name(), requestedBy);
            return added ? new ApplyAnswer.Accepted(change) : new ApplyAnswer.Existing(change);
        }
    }

    private List<IndexChange> unfinishedOrKept(Connection connection, IndexProposal proposal)
            throws SQLException {
        return table.latest(connection, SHOWN).stream()
                .filter(change -> change.proposal().schema().equals(proposal.schema()))
                .filter(change -> change.proposal().name().equals(proposal.name()))
                .filter(change ->
                        change.state().isOpen() || change.state() instanceof ChangeState.Kept)
                .toList();
    }

    /// Has the index of a suggestion dropped again, whether it is kept, measured, being built or
    /// only planned. Returns at once.
    ///
    /// @param requestedBy who asks, for the history
    /// @throws SQLException when the database cannot be asked
    public RevertAnswer revert(String suggestionId, String requestedBy) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            List<IndexChange> changes =
                    table.exists(connection) ? table.latest(connection, SHOWN) : List.of();
            for (IndexChange change : changes) {
                if (change.proposal().suggestionId().equals(suggestionId)) {
                    return revert(connection, change, requestedBy);
                }
            }
            return new RevertAnswer.Unknown(suggestionId);
        }
    }

    private RevertAnswer revert(Connection connection, IndexChange change, String requestedBy)
            throws SQLException {
        boolean toDo =
                switch (change.state()) {
                    case ChangeState.Proposed _, Building _ -> true;
                    case ChangeState.Verifying _, ChangeState.Kept _ -> true;
                    case Reverting _, ChangeState.Reverted _, ChangeState.Failed _ -> false;
                };
        String reason = "asked for by " + requestedBy;
        if (!toDo || !table.move(connection, change, new Reverting(reason), reason)) {
            return new RevertAnswer.Over(change);
        }
        if (change.state() instanceof Building) {
            IndexCatalog.cancelBuild(connection, change.proposal());
        }
        LOG.info("index {} is taken back by {}", change.proposal().name(), requestedBy);
        refresh(connection);
        return new RevertAnswer.Accepted(
                recent.stream().filter(c -> c.id() == change.id()).findFirst().orElse(change));
    }

    /// The latest changes, the newest first, as of the last [#refresh]. Answers from memory.
    public List<IndexChange> recent() {
        return recent;
    }

    /// Reads [#recent] anew, with the progress of a running build.
    ///
    /// @throws SQLException when the database cannot be asked; the old list stays
    public void refresh() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            refresh(connection);
        }
    }

    private void refresh(Connection connection) throws SQLException {
        if (!table.exists(connection)) {
            return;
        }
        List<IndexChange> now = new ArrayList<>();
        for (IndexChange change : table.latest(connection, SHOWN)) {
            now.add(
                    change.state() instanceof Building
                            ? change.with(
                                    IndexCatalog.progress(connection, change.proposal()),
                                    change.steps())
                            : change);
        }
        recent = List.copyOf(now);
    }

    /// Does the next thing that is to be done for any change, whoever began it: measures, builds,
    /// judges, drops, and clears up after a crash. Blocks while an index is built or dropped.
    public Advance advance() {
        try {
            // Every node asks every few seconds: neither the lock nor a session of its own for
            // that.
            if (!isWorkLeft()) {
                return new Idle();
            }
            try (Connection connection = workSource.getConnection()) {
                connection.setAutoCommit(true);
                return underLock(connection);
            }
        } catch (SQLException e) {
            LOG.warn("index changes cannot go on: {}", message(e));
            return new Unavailable(message(e));
        }
    }

    private boolean isWorkLeft() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            return table.exists(connection) && !table.open(connection).isEmpty();
        }
    }

    private Advance underLock(Connection connection) throws SQLException {
        if (!LOCK.tryAcquire(connection)) {
            return new Busy();
        }
        try {
            // Read again: another node may have finished it before this one got the lock.
            List<IndexChange> open = table.open(connection);
            if (open.isEmpty()) {
                return new Idle();
            }
            IndexChange first = open.getFirst();
            return steps.next(connection, first.with(EffectTable.read(connection, first.id())));
        } finally {
            giveBack(connection);
        }
    }

    /// A pool must never lend out a session that still holds the lock.
    private static void giveBack(Connection connection) throws SQLException {
        try {
            LOCK.release(connection);
        } catch (SQLException e) {
            LOG.debug("ending the session that worked on indexes: {}", message(e));
            connection.abort(Runnable::run);
        }
    }

    static String message(SQLException e) {
        String message = e.getMessage();
        return message == null ? e.toString() : message;
    }
}
