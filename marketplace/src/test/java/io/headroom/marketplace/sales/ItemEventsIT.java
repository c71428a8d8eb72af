package io.headroom.marketplace.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.core.Backoff;
import io.headroom.marketplace.sales.FaultyDataSource.Fault;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ItemEventsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Backoff SHORT = new Backoff(Duration.ofMillis(5), Duration.ofMillis(20));

    private final SalesDatabase database = new SalesDatabase();
    private final FaultyDataSource source = new FaultyDataSource(database.dataSource);
    private final ManualTime time = new ManualTime(Instant.parse("2026-01-31T23:58:30Z"));
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(1);
    private final ItemEvents events = events(options(100_000));

    @BeforeEach
    void createItems() {
        database.items(100);
    }

    @AfterEach
    void end() {
        executor.shutdownNow();
        database.close();
    }

    @Test
    void eventsAreAddedUpByMinuteAndByDay() {
        count(3, 1, EventType.VIEW);
        count(2, 1, EventType.SHARE);
        assertThat(events.flush()).isTrue();
        count(4, 1, EventType.VIEW);
        time.advance(Duration.ofMinutes(2));
        count(1, 1, EventType.VIEW);
        count(1, 1, EventType.FAVORITE);
        assertThat(events.flush()).isTrue();

        assertThat(
                        database.jdbc
                                .sql(
                                        """
                                        SELECT to_char(minute AT TIME ZONE 'UTC', 'DD HH24:MI ')
                                               || type || ' ' || quantity
                                        FROM item_event ORDER BY minute, type
                                        """)
                                .query(String.class)
                                .list())
                .containsExactly(
                        "31 23:58 share 2",
                        "31 23:58 view 7",
                        "01 00:00 favorite 1",
                        "01 00:00 view 1");
        assertThat(
                        database.jdbc
                                .sql(
                                        """
                                        SELECT day || ' ' || views || favorites || shares
                                        FROM item_daily ORDER BY day
                                        """)
                                .query(String.class)
                                .list())
                .containsExactly("2026-01-31 702", "2026-02-01 110");
        assertThat(events.views()).isEqualTo(8);
        assertThat(events.favorites()).isEqualTo(1);
        assertThat(events.shares()).isEqualTo(2);
        assertThat(events.waitingEvents()).isZero();
    }

    @Test
    void eventsOfUnknownItemsAreDroppedAndCounted() {
        count(3, 999, EventType.VIEW);
        count(1, 1, EventType.VIEW);
        assertThat(events.flush()).isTrue();
        assertThat(events.dropped()).isEqualTo(3);
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void aFailedFlushKeepsItsEventsAndNewOnesJoin() {
        source.fault = Fault.UNREACHABLE;
        count(3, 1, EventType.VIEW);
        assertThat(events.flush()).isFalse();
        count(2, 1, EventType.VIEW);
        count(1, 2, EventType.VIEW);
        assertThat(events.flush()).isFalse();
        assertThat(events.waitingEvents()).isEqualTo(6);
        assertThat(events.failedFlushes()).isEqualTo(2);
        source.fault = Fault.NONE;
        assertThat(events.flush()).isTrue();
        assertThat(stored()).isEqualTo(6);
    }

    @Test
    void aCommitWhoseAnswerIsLostCountsOnce() {
        count(3, 1, EventType.VIEW);
        source.fault = Fault.LOST_COMMIT_ANSWER;
        assertThat(events.flush()).isFalse();
        assertThat(stored()).as("the commit took place").isEqualTo(3);
        count(2, 1, EventType.VIEW);
        assertThat(events.flush()).isTrue();
        assertThat(stored()).isEqualTo(5);
        assertThat(database.number("SELECT sum(views) FROM item_daily")).isEqualTo(5);
    }

    @Test
    void manyThreadsAndTwoNodesLoseAndInventNothing() throws Exception {
        ItemEvents other = events(options(100_000));
        events.start();
        other.start();
        try (ExecutorService visitors = Executors.newFixedThreadPool(8)) {
            List<Future<?>> running = new ArrayList<>();
            for (int visitor = 0; visitor < 8; visitor++) {
                ItemEvents node = visitor % 2 == 0 ? events : other;
                RandomGenerator random = new java.util.SplittableRandom(visitor);
                running.add(
                        visitors.submit(() -> {
                            for (int event = 0; event < 20_000; event++) {
                                node.tryCount(random.nextInt(1, 101), EventType.VIEW);
                                if (event % 1_000 == 0) {
                                    time.advance(Duration.ofSeconds(7));
                                }
                            }
                        }));
            }
            for (Future<?> visitor : running) {
                visitor.get();
            }
        }
        assertThat(events.stop(PATIENCE)).isZero();
        assertThat(other.stop(PATIENCE)).isZero();
        assertThat(stored()).isEqualTo(160_000);
        assertThat(database.number("SELECT sum(views) FROM item_daily")).isEqualTo(160_000);
        assertThat(events.failedFlushes() + other.failedFlushes()).isZero();
    }

    @Test
    void countersAreBoundedAndKnownOnesGoOn() {
        ItemEvents small = events(options(4));
        source.fault = Fault.UNREACHABLE;
        int accepted = 0;
        for (int item = 1; item <= 100; item++) {
            accepted += small.tryCount(item, EventType.VIEW) ? 1 : 0;
        }
        // At most four wait in the map and one batch of at most four is on its way.
        assertThat(accepted).isBetween(4, 8);
        assertThat(small.refused()).isEqualTo(100 - accepted);
        source.fault = Fault.NONE;
        assertThat(small.stop(PATIENCE)).isZero();
        assertThat(stored()).isEqualTo(accepted);
    }

    @Test
    void halfFullCountersAreFlushedEarly() {
        ItemEvents small = events(options(20));
        for (int item = 1; item <= 12; item++) {
            assertThat(small.tryCount(item, EventType.VIEW)).isTrue();
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (stored() < 10) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void anOrderlyStopFlushesAllAndRefusesWhatComesLater() {
        events.start();
        count(7, 1, EventType.VIEW);
        events.close();
        assertThat(stored()).isEqualTo(7);
        assertThat(events.tryCount(1, EventType.VIEW)).isFalse();
        assertThat(events.waitingEvents()).isZero();
    }

    @Test
    void aStopWithoutADatabaseEndsInTimeAndSaysWhatRemains() {
        source.fault = Fault.UNREACHABLE;
        count(7, 1, EventType.VIEW);
        long start = System.nanoTime();
        assertThat(events.stop(Duration.ofMillis(200))).isEqualTo(7);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        source.fault = Fault.NONE;
        assertThat(events.stop(PATIENCE)).isZero();
    }

    @Test
    void flushesRunByThemselvesAndSurviveAnOutage() {
        source.fault = Fault.UNREACHABLE;
        events.start();
        count(7, 1, EventType.VIEW);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (events.failedFlushes() < 2) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        source.fault = Fault.NONE;
        while (stored() < 7) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(stored()).isEqualTo(7);
    }

    private ItemEvents events(EventOptions options) {
        return new ItemEvents(
                source,
                UUID.randomUUID(),
                options,
                executor,
                time,
                System::nanoTime,
                RandomGenerator.getDefault());
    }

    private static EventOptions options(int maxKeys) {
        return new EventOptions(
                Duration.ofMillis(10), maxKeys, Math.min(maxKeys, 500), SHORT, PATIENCE);
    }

    private void count(int times, long item, EventType type) {
        for (int i = 0; i < times; i++) {
            assertThat(events.tryCount(item, type)).isTrue();
        }
    }

    private long stored() {
        return database.number("SELECT coalesce(sum(quantity), 0) FROM item_event");
    }
}
