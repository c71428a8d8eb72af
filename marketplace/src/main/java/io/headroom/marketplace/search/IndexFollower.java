package io.headroom.marketplace.search;

import io.headroom.marketplace.catalog.CatalogListener;
import io.headroom.marketplace.catalog.ItemDocument;
import io.headroom.marketplace.catalog.ItemFeed;
import io.headroom.search.SearchIndex;
import io.headroom.spring.operations.search.IndexState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Keeps the index current: builds it whole where it has no position in the present catalogue, then
/// follows the catalogue's changes: each second, a tenth of a second after a write of this node, so
/// that many writes are one pass, and at once for a search that is to be kept.
///
/// One pass runs at a time. A pass that fails (the database is away) is repeated by the next; the
/// index meanwhile answers with what it has. What was read is made durable every few seconds and at
/// the end; a killed node reads the changes since then again.
final class IndexFollower implements CatalogListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexFollower.class);
    private static final long PAUSE_MILLIS = 1_000;
    private static final long AFTER_WRITE_MILLIS = 100;
    private static final long PATIENCE_MILLIS = 500;
    private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /// Popularity changes without a change of the item, so it is read anew from time to time.
    private static final long PASSES_UNTIL_REBUILD = 3_600;

    private final SearchIndex index;
    private final ItemFeed feed;
    private final CatalogueEdition edition;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private Runnable readAnew = () -> {};
    private Runnable replaced = () -> {};
    private final ScheduledExecutorService worker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("search-follower").daemon().factory());
    private final AtomicReference<@Nullable CompletableFuture<Void>> asked =
            new AtomicReference<>();
    private final AtomicBoolean passScheduled = new AtomicBoolean();
    private volatile boolean built;

    // Written by the worker alone.
    private volatile Position at;
    private volatile boolean rebuilding;
    private volatile boolean failing;
    private volatile @Nullable Instant refreshedAt;
    private volatile @Nullable Instant followedAt;

    // The worker's own.
    private boolean committed = true;
    private long committedAtNanos;
    private long applied;
    private long passes;

    IndexFollower(
            SearchIndex index,
            ItemFeed feed,
            CatalogueEdition edition,
            LongSupplier nanoTime,
            InstantSource clock) {
        this.index = index;
        this.feed = feed;
        this.edition = edition;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.at = Position.parse(index.position());
        this.committedAtNanos = nanoTime.getAsLong();
    }

    /// Begins to follow.
    ///
    /// @param readAnew is run after popularity was read anew
    /// @param replaced is run after the index was built from a catalogue that it did not follow
    void start(Runnable readAnew, Runnable replaced) {
        this.readAnew = readAnew;
        this.replaced = replaced;
        var _ = worker.scheduleWithFixedDelay(this::pass, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Whether the index holds the whole catalogue.
    boolean built() {
        return built;
    }

    /// How the index is.
    IndexState state() {
        return new IndexState(
                index.size(), index.bytes(), built && !rebuilding, refreshedAt, followedAt);
    }

    @Override
    public void changed(long itemId) {
        if (passScheduled.compareAndSet(false, true)) {
            var _ =
                    worker.schedule(
                            this::passAfterWrites, AFTER_WRITE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void passAfterWrites() {
        passScheduled.set(false);
        pass();
    }

    /// Brings the index to what is committed now, waiting for at most half a second.
    ///
    /// @return whether it holds all of it; false while it is built anew, and while the database
    ///   does not answer in time
    boolean catchUp() {
        if (!built || rebuilding || failing) {
            return false;
        }
        try {
            if (feed.isEnd(at.mark())) {
                return true;
            }
            nextPass().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            return !rebuilding && !failing;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (DataAccessException
                | TransactionException
                | ExecutionException
                | TimeoutException
                | RejectedExecutionException e) {
            LOG.debug("the search index may be behind: {}", e.toString());
            return false;
        }
    }

    /// A pass that has not begun yet; many may wait for the same one.
    private CompletableFuture<Void> nextPass() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = asked.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        worker.execute(this::pass);
        return mine;
    }

    private void pass() {
        CompletableFuture<Void> waiting = asked.getAndSet(null);
        try {
            follow();
            followedAt = clock.instant();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("the search index could not follow the catalogue: {}", e.toString());
            }
            failing = true;
        } finally {
            if (waiting != null) {
                waiting.complete(null);
            }
        }
    }

    /// One pass: brings the index to the catalogue's present state.
    void follow() {
        String current = edition.current();
        boolean due = ++passes % PASSES_UNTIL_REBUILD == 0;
        if (!at.edition().equals(current)) {
            rebuild(current);
        } else if (due) {
            readAnew();
        } else {
            built = true;
            readChanges();
        }
        if (!committed && nanoTime.getAsLong() - committedAtNanos >= COMMIT_NANOS) {
            commit();
        }
    }

    private void rebuild(String current) {
        rebuilding = true;
        index.clear();
        ItemFeed.Mark mark = feed.all(this::apply);
        publish(new Position(current, mark));
        replaced.run();
        readAnew.run();
        rebuilding = false;
        built = true;
        commit();
        LOG.info("the search index holds {} items", index.size());
    }

    /// The position stays: what was dropped from the shop meanwhile is told by its changes only.
    private void readAnew() {
        var _ = feed.all(this::apply);
        publish(at);
        readAnew.run();
    }

    private void readChanges() {
        long before = applied;
        ItemFeed.Mark mark = feed.changedSince(at.mark(), this::apply);
        if (applied != before) {
            publish(new Position(at.edition(), mark));
        }
    }

    private void apply(List<ItemDocument> items) {
        applied += items.size();
        index.update(
                items.stream().filter(ItemDocument::listed).map(ItemSchema::document).toList());
        index.delete(
                items.stream()
                        .filter(item -> !item.listed())
                        .map(item -> Long.toString(item.id()))
                        .toList());
    }

    private void publish(Position position) {
        index.refresh();
        refreshedAt = clock.instant();
        at = position;
        committed = false;
    }

    private void commit() {
        index.commit(at.text());
        committed = true;
        committedAtNanos = nanoTime.getAsLong();
    }

    @Override
    public void close() {
        ExecutorService stopping = worker;
        stopping.shutdownNow();
        try {
            if (!stopping.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("the search follower did not stop in time");
            } else if (!committed) {
                commit();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        index.close();
    }

    /// How far the index has come, and in which edition of the catalogue.
    record Position(String edition, ItemFeed.Mark mark) {

        private static final char SEPARATOR = ' ';

        String text() {
            return edition + SEPARATOR + mark.snapshot();
        }

        static Position parse(String text) {
            int end = text.lastIndexOf(SEPARATOR);
            String mark = text.substring(end + 1);
            return end < 0 || !ItemFeed.Mark.isOne(mark)
                    ? new Position("", ItemFeed.Mark.BEGINNING)
                    : new Position(text.substring(0, end), new ItemFeed.Mark(mark));
        }
    }
}
