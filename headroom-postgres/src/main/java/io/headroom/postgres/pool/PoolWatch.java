package io.headroom.postgres.pool;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.headroom.postgres.jdbc.Borrow;
import io.headroom.postgres.jdbc.Borrows;
import io.headroom.postgres.jdbc.ConnectionFailures;
import io.headroom.postgres.jdbc.ConnectionListener;
import io.headroom.postgres.jdbc.Execution;
import io.headroom.postgres.jdbc.StatementListener;
import io.headroom.postgres.session.Session;
import io.headroom.postgres.session.Sessions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One pool, watched. It has to be told of borrows and statements; [#collect] looks for leaks and
/// is called in rounds. Safe for use by many threads.
public final class PoolWatch implements ConnectionListener, StatementListener {

    private static final Logger LOG = LoggerFactory.getLogger(PoolWatch.class);
    private static final int MOST_HOLDERS = 100;

    private final String name;
    private final HikariDataSource pool;
    private final Borrows borrows;
    private final PoolOptions options;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final AcquisitionTimes waits = new AcquisitionTimes();
    private final LongAdder borrowed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Outages outages;
    private final Set<Long> told = new HashSet<>();
    private volatile List<Leak> leaks = List.of();

    /// @param name the observed data source's
    /// @param borrows told of the same borrows
    /// @param nanoTime the clock of the observed data source
    public PoolWatch(
            String name,
            HikariDataSource pool,
            Borrows borrows,
            PoolOptions options,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.name = name;
        this.pool = pool;
        this.borrows = borrows;
        this.options = options;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.outages = new Outages(name);
    }

    @Override
    public void borrowed(Borrow borrow) {
        if (borrow.pool().equals(name)) {
            borrowed.increment();
            waits.record(borrow.sinceNanos(), borrow.waitedNanos());
        }
    }

    @Override
    public void refused(String from, long waitedNanos, SQLException error) {
        if (from.equals(name)) {
            refused.increment();
            if (ConnectionFailures.in(error)) {
                outages.failed(clock.instant());
            }
        }
    }

    @Override
    public void executed(Execution execution) {
        Throwable error = execution.error();
        if (error == null) {
            if (outages.open()
                    && execution.borrow().pool().equals(name)
                    && outages.openSince(execution.borrow().activity().sinceNanos())) {
                outages.succeeded(clock.instant());
            }
        } else if (execution.borrow().pool().equals(name) && ConnectionFailures.in(error)) {
            outages.failed(clock.instant());
        }
    }

    /// Whether a failed statement suggests that the database is away, which a look should settle.
    boolean suspectsOutage() {
        return outages.suspected();
    }

    /// Whether the database is away, or the pool has not worked since it came back.
    public boolean inOutage() {
        return outages.open();
    }

    /// Takes in a look at the server's sessions.
    void collect(Sessions look) {
        outages.looked(
                clock.instant(),
                nanoTime.getAsLong(),
                look.reachable(),
                look.away(),
                look.problem());
        Map<Integer, Session> sessions = new HashMap<>();
        if (look.reachable()) {
            look.sessions().forEach(each -> sessions.put(each.pid(), each));
        }
        long now = nanoTime.getAsLong();
        List<Leak> found = new ArrayList<>();
        Set<Long> leaking = new HashSet<>();
        for (Borrow borrow : borrows.live(name)) {
            Leak leak = leak(borrow, sessions.get(borrow.backendPid()), now);
            if (leak != null) {
                found.add(leak);
                leaking.add(borrow.id());
                if (leak.suspicious() && told.add(borrow.id())) {
                    tell(leak);
                }
            }
        }
        told.retainAll(leaking);
        found.sort(Comparator.comparing(Leak::kind));
        leaks = List.copyOf(found);
    }

    /// @param session what the server says of it; null when it idles outside of a transaction or
    ///   the server was not asked
    private @Nullable Leak leak(Borrow borrow, @Nullable Session session, long now) {
        double held = (now - borrow.sinceNanos()) / 1e9;
        double most = seconds(options.leakAfter());
        double orphaned = seconds(options.threadEndedAfter());
        boolean ended = !borrow.thread().isAlive();
        if (held < (ended ? Math.min(most, orphaned) : most)) {
            return null;
        }
        Holder holder = Holder.of(borrow, now);
        double transaction = session == null ? 0 : session.transactionSeconds();
        // A COPY is no statement of JDBC's, but the server knows that it runs.
        boolean active = holder.running() || (session != null && session.active());
        if (!active && ended && holder.unusedSeconds() > orphaned) {
            return new Leak(Leak.Kind.THREAD_ENDED, holder, transaction);
        }
        if (session != null && session.idleInTransaction() && session.stateSeconds() > most) {
            return new Leak(Leak.Kind.IDLE_IN_TRANSACTION, holder, transaction);
        }
        if (held < most) {
            return null;
        }
        boolean unused = !active && holder.unusedSeconds() > most;
        return new Leak(unused ? Leak.Kind.UNUSED : Leak.Kind.BUSY, holder, transaction);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private void tell(Leak leak) {
        Holder holder = leak.holder();
        if (holder.place().isEmpty()) {
            borrows.suspect(holder.endpoint());
        }
        LOG.warn(
                "{}: connection {} (backend {}) is not given back: {}, held for {} s by {} for '{}';"
                        + " last statement: {}; borrowed at {}",
                name,
                holder.connection(),
                holder.backendPid(),
                leak.kind(),
                holder.heldSeconds(),
                holder.thread(),
                holder.endpoint(),
                holder.statement(),
                holder.place().isEmpty()
                        ? "a place that was not kept; the next borrow of this endpoint keeps it"
                        : String.join("\n    at ", holder.place()));
    }

    /// What the last round found.
    public List<Leak> leaks() {
        return leaks;
    }

    /// Who works with this backend now; empty where it is nobody of this process.
    public Optional<Holder> holder(int backendPid) {
        long now = nanoTime.getAsLong();
        return borrows.owner(backendPid).map(borrow -> Holder.of(borrow, now));
    }

    /// The pool's name.
    public String name() {
        return name;
    }

    /// Borrowed connections.
    public int active() {
        HikariPoolMXBean now = pool.getHikariPoolMXBean();
        return now == null ? 0 : now.getActiveConnections();
    }

    /// Unused connections.
    public int idle() {
        HikariPoolMXBean now = pool.getHikariPoolMXBean();
        return now == null ? 0 : now.getIdleConnections();
    }

    /// Threads that wait for a connection.
    public int waiting() {
        HikariPoolMXBean now = pool.getHikariPoolMXBean();
        return now == null ? 0 : now.getThreadsAwaitingConnection();
    }

    /// The most connections.
    public int maximumSize() {
        return pool.getMaximumPoolSize();
    }

    /// Borrowed connections as a share of the most, from 0 to 1.
    public double utilisation() {
        return Math.min(1, (double) active() / Math.max(1, maximumSize()));
    }

    /// How many callers got no connection since the start.
    public long refused() {
        return refused.sum();
    }

    /// How long callers waited over the last minute.
    public Acquisition acquisition() {
        return waits.figures(nanoTime.getAsLong());
    }

    /// Times without the database, the latest first, at most 20.
    public List<Outage> outages() {
        return outages.latest();
    }

    /// How many there were since the start.
    public long outageCount() {
        return outages.count();
    }

    /// The pool now, from memory.
    public PoolStatus status() {
        long now = nanoTime.getAsLong();
        return new PoolStatus(
                name,
                Math.max(0, pool.getMinimumIdle()),
                maximumSize(),
                pool.getConnectionTimeout(),
                active(),
                idle(),
                waiting(),
                utilisation(),
                borrowed.sum(),
                refused(),
                acquisition(),
                borrows.live(name).stream()
                        .limit(MOST_HOLDERS)
                        .map(borrow -> Holder.of(borrow, now))
                        .toList(),
                leaks,
                outages());
    }
}
