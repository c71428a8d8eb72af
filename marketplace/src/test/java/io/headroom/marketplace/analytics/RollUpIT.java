package io.headroom.marketplace.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.jobs.JobWorker;
import io.headroom.jobs.Jobs;
import io.headroom.jobs.JobsOptions;
import io.headroom.jobs.Mode;
import io.headroom.jobs.NewJob;
import io.headroom.jobs.QueueOptions;
import io.headroom.jobs.RetryPolicy;
import io.headroom.jobs.WakeUp;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class RollUpIT {

    private static final int ORDERS = 120;
    private static final LocalDate FIRST = LocalDate.parse("2026-03-01");
    private static final LocalDate LAST = LocalDate.parse("2026-03-03");

    private final TestDatabase database =
            TestServers.newDatabase(
                    "shop-schema",
                    source -> Flyway.configure().dataSource(source).load().migrate());
    private HikariDataSource pool;
    private JdbcClient jdbc;

    @BeforeEach
    void fill() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(16);
        pool = new HikariDataSource(config);
        jdbc = JdbcClient.create(pool);
        for (String sql :
                List.of(
                        "INSERT INTO category (id, level, slug, name_en, name_es) VALUES (1, 1, 'all', 'All', 'Todo')",
                        "INSERT INTO merchant (id, slug, name, country) VALUES (7, 'seven', 'Seven', 'CH')",
                        """
                        INSERT INTO item (id, sku, merchant_id, category1_id, name_en, price, currency, stock)
                        SELECT n, 'S' || n, 7, 1, 'Item ' || n, n, 'GBP', 5 FROM generate_series(1, 5) AS n
                        """,
                        """
                        INSERT INTO purchase_order (id, number, kind, merchant_id, country, currency, total, placed_at, counted)
                        SELECT n, 'W' || n, 'ORDER', 7, 'CH', 'GBP', n * (1 + n %% 5) + 2 * (1 + (n + 1) %% 5),
                               '2026-03-01T00:00:00Z'::timestamptz + n * interval '31 minutes', false
                        FROM generate_series(1, %d) AS n
                        """
                                .formatted(ORDERS),
                        """
                        INSERT INTO order_line (order_id, line, item_id, quantity, unit_price)
                        SELECT n, 1, 1 + n %% 5, n, 1 + n %% 5 FROM generate_series(1, %1$d) AS n
                        UNION ALL SELECT n, 2, 1 + (n + 1) %% 5, 2, 1 + (n + 1) %% 5 FROM generate_series(1, %1$d) AS n
                        """
                                .formatted(ORDERS))) {
            jdbc.sql(sql).update();
        }
    }

    @AfterEach
    void drop() {
        pool.close();
        database.close();
    }

    private List<NewJob<RollUp.Sale>> everyOrderTwice() {
        List<NewJob<RollUp.Sale>> jobs = new ArrayList<>();
        for (int n = 1; n <= ORDERS; n++) {
            NewJob<RollUp.Sale> job = RollUp.TYPE.job(new RollUp.Sale(n, "W" + n));
            jobs.add(job);
            jobs.add(job);
        }
        return jobs;
    }

    @Test
    void figuresAreExactAtEveryMomentWhileRunsFailAfterTheyHaveCounted() {
        Jobs jobs =
                new Jobs(
                        pool,
                        List.of(
                                QueueOptions.named("analytics")
                                        .mode(Mode.IN_TX)
                                        .concurrency(6)
                                        .retry(
                                                RetryPolicy.DEFAULT
                                                        .withRetries(1_000)
                                                        .withPauses(
                                                                RetryPolicy.Growth.FIXED,
                                                                Duration.ofMillis(10),
                                                                Duration.ofMillis(10)))
                                        .build()),
                        JobsOptions.DEFAULT.withPoll(Duration.ofMillis(10)),
                        WakeUp.none());
        AtomicInteger failed = new AtomicInteger();
        MerchantFigures figures = new MerchantFigures(jdbc);
        List<MerchantFigures.Day> exact = figures.days(7, FIRST, LAST);
        List<MerchantFigures.TopItem> best = figures.topItems(7, FIRST, LAST, 10);
        assertThat(exact.stream().mapToInt(MerchantFigures.Day::orders).sum()).isEqualTo(ORDERS);
        var _ = jobs.enqueueAll(everyOrderTwice());
        try (JobWorker worker =
                JobWorker.on(jobs, "test")
                        .handling(
                                RollUp.TYPE,
                                (sale, context) -> {
                                    RollUp.count(sale, context);
                                    if (ThreadLocalRandom.current().nextInt(3) > 0) {
                                        failed.incrementAndGet();
                                        throw new IllegalStateException("after it was counted");
                                    }
                                })
                        .start()) {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (jdbc.sql("SELECT count(*) FROM headroom_job").query(Long.class).single() > 0) {
                assertThat(System.nanoTime()).as("60 s are over").isLessThan(deadline);
                assertThat(figures.days(7, FIRST, LAST)).isEqualTo(exact);
                LockSupport.parkNanos(5_000_000);
            }
            assertThat(worker.isAlive()).isTrue();
        }
        assertThat(failed.get()).isGreaterThan(ORDERS);
        assertThat(figures.days(7, FIRST, LAST)).isEqualTo(exact);
        assertThat(figures.topItems(7, FIRST, LAST, 10)).isEqualTo(best);
        assertThat(
                        jdbc.sql("SELECT sum(revenue) FROM merchant_daily")
                                .query(BigDecimal.class)
                                .single())
                .isEqualByComparingTo(
                        jdbc.sql("SELECT sum(total) FROM purchase_order")
                                .query(BigDecimal.class)
                                .single());
        assertThat(jdbc.sql("SELECT sum(revenue) FROM item_daily").query(BigDecimal.class).single())
                .isEqualByComparingTo(
                        jdbc.sql("SELECT sum(quantity * unit_price) FROM order_line")
                                .query(BigDecimal.class)
                                .single());
        assertThat(
                        jdbc.sql("SELECT count(*) FROM purchase_order WHERE NOT counted")
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void anOrderThatIsCalledOtherwiseByNowIsNotCounted() throws Exception {
        Jobs jobs =
                new Jobs(
                        pool,
                        List.of(QueueOptions.named("analytics").mode(Mode.IN_TX).build()),
                        JobsOptions.DEFAULT,
                        WakeUp.none());
        var _ = jobs.enqueue(RollUp.TYPE.job(new RollUp.Sale(1, "gone")));
        try (JobWorker worker =
                JobWorker.on(jobs, "test").handling(RollUp.TYPE, RollUp::count).start()) {
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (jdbc.sql("SELECT count(*) FROM headroom_job").query(Long.class).single() > 0) {
                assertThat(System.nanoTime()).as("20 s are over").isLessThan(deadline);
                LockSupport.parkNanos(5_000_000);
            }
            assertThat(worker.isAlive()).isTrue();
        }
        assertThat(jdbc.sql("SELECT count(*) FROM merchant_daily").query(Long.class).single())
                .isZero();
    }
}
