package io.headroom.benchmarks.findings;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheOptions;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.L1Limit;
import io.headroom.spring.OperatorCheck;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// A small shop, in a process of its own, in which troubles can be planted.
@EnableAutoConfiguration
@RestController
class TroubledService {

    static final String OPERATOR = "bench";

    private static final int ITEMS = 1_000;
    private static final List<byte[]> KEPT = new ArrayList<>();
    private static final Map<Long, byte[]> SEEN = new ConcurrentHashMap<>();
    private static final int SEEN_BYTES = 40_000;
    private static final double COLLECTING = 0.5;

    private final HttpClient client = HttpClient.newHttpClient();
    private final JdbcClient jdbc;
    private final DataSource database;
    private final TransactionTemplate transactions;
    private final Cache<Integer, String> items;
    private final String prices;
    private volatile boolean checkoutFails;
    private volatile long saleMillis = 1;
    private volatile boolean remembers;
    private volatile boolean slowOnce;

    TroubledService(
            JdbcClient jdbc,
            DataSource database,
            TransactionTemplate transactions,
            HeadroomCaches caches,
            @Value("${bench.prices}") String prices) {
        this.jdbc = jdbc;
        this.database = database;
        this.transactions = transactions;
        this.prices = prices;
        this.items =
                caches.localCache(
                        CacheOptions.named("items")
                                .withL1MaximumEntries(5_000)
                                .withTtl(Duration.ofMinutes(10)));
    }

    @Bean
    static OperatorCheck operators() {
        return request -> OPERATOR.equals(request.getHeader("Authorization"));
    }

    /// Starts the service and says where it listens.
    public static void main(String[] arguments) {
        ConfigurableApplicationContext context =
                SpringApplication.run(TroubledService.class, arguments);
        System.out.println("ready " + context.getEnvironment().getProperty("local.server.port"));
    }

    @GetMapping("/items/{id}")
    String item(@PathVariable int id) {
        if (remembers) {
            SEEN.put(System.nanoTime(), new byte[SEEN_BYTES]);
        }
        return String.valueOf(
                items.getOrLoad(
                        id,
                        key ->
                                jdbc.sql(
                                                "SELECT name || pg_sleep(0.015)::text FROM item WHERE id = ?")
                                        .param(key)
                                        .query(String.class)
                                        .single()));
    }

    @GetMapping("/prices/{id}")
    String price(@PathVariable int id) throws IOException, InterruptedException {
        HttpRequest asked = HttpRequest.newBuilder(URI.create(prices + "/" + id)).build();
        return client.send(asked, BodyHandlers.ofString()).body();
    }

    @GetMapping("/orders/{customer}")
    long orders(@PathVariable int customer) {
        return jdbc.sql("SELECT coalesce(sum(amount), 0) FROM purchase WHERE customer = ?")
                .param(customer)
                .query(Long.class)
                .single();
    }

    @PostMapping("/stock/{id}")
    long sell(@PathVariable int id) {
        Long left =
                transactions.execute(_ -> {
                    long found =
                            jdbc.sql("UPDATE stock SET sold = sold + 1 WHERE id = ? RETURNING sold")
                                    .param(saleMillis > 1 ? 1 : id % 100 + 1)
                                    .query(Long.class)
                                    .single();
                    LockSupport.parkNanos(Duration.ofMillis(saleMillis).toNanos());
                    return found;
                });
        return left == null ? 0 : left;
    }

    @GetMapping("/reports")
    long report() {
        return jdbc.sql("SELECT count(*) FROM stock, pg_sleep(0.15)").query(Long.class).single();
    }

    /// What keeps a place and needs nothing else.
    @GetMapping("/quotes")
    String quote() {
        LockSupport.parkNanos(50_000_000L);
        return "17.50";
    }

    @PostMapping("/checkout")
    String checkout() {
        if (slowOnce) {
            slowOnce = false;
            LockSupport.parkNanos(Duration.ofSeconds(10).toNanos());
        }
        if (checkoutFails) {
            throw new IllegalStateException("no payment without a currency");
        }
        return "paid";
    }

    /// Borrows, and forgets.
    @PostMapping("/wish-list")
    String leak() throws SQLException {
        Connection forgotten = database.getConnection();
        forgotten.createStatement().executeQuery("SELECT 1").next();
        return "wished";
    }

    @PostMapping("/plant/{trouble}")
    String plant(@PathVariable String trouble) {
        switch (trouble) {
            case "index" -> jdbc.sql("DROP INDEX purchase_customer").update();
            case "cache-size" -> items.resize(new L1Limit.Entries(20));
            case "cache-ttl" -> {
                items.changeTtl(Duration.ofMillis(300));
                items.clear();
            }
            case "convoy" -> saleMillis = 400;
            case "hot-key" ->
                    always(
                            "hot-key",
                            () -> {
                                items.invalidate(7);
                                LockSupport.parkNanos(200_000_000L);
                            });
            case "exceptions" -> checkoutFails = true;
            case "collection" -> System.gc();
            case "slow-request" -> slowOnce = true;
            case "emptied-cache" -> items.clear();
            case "memory-leak" -> remembers = true;
            case "heap" ->
                    Thread.ofPlatform().daemon().name("heap").start(TroubledService::fillHeap);
            case "carriers" -> {
                for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                    Thread.ofVirtual().start(() -> System.setProperty("bench.slow", Slow.NAME));
                }
            }
            default -> throw new IllegalArgumentException(trouble);
        }
        return "planted";
    }

    private static void always(String name, Runnable work) {
        Thread.ofPlatform()
                .daemon()
                .name(name)
                .start(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        work.run();
                    }
                });
    }

    /// Keeps nine tenths of the heap, and makes garbage: the more, the less of the time goes to
    /// collections. Without a bound the service would hardly run at all.
    private static void fillHeap() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long used = runtime.totalMemory() - runtime.freeMemory();
        long most = runtime.maxMemory();
        while (used < 0.88 * most) {
            KEPT.add(new byte[200_000]);
            used += 200_000;
        }
        Garbage garbage = new Garbage();
        always("garbage", garbage::make);
    }

    /// Makes garbage at a rate that keeps collections at half of the time.
    private static final class Garbage {

        private static final long LEAST_PAUSE_NANOS = 50_000;
        private static final long MOST_PAUSE_NANOS = 20_000_000;

        private final List<GarbageCollectorMXBean> collectors =
                ManagementFactory.getGarbageCollectorMXBeans();
        private long pauseNanos = 1_000_000;
        private long lookedNanos = System.nanoTime();
        private long collectedMillis = collected();

        private long collected() {
            return collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
        }

        void make() {
            byte[][] garbage = new byte[10][];
            for (int i = 0; i < garbage.length; i++) {
                garbage[i] = new byte[20_000];
            }
            LockSupport.parkNanos(pauseNanos * garbage.length / 10);
            long now = System.nanoTime();
            if (now - lookedNanos >= 500_000_000) {
                double share = (collected() - collectedMillis) * 1e6 / (now - lookedNanos);
                long next = share < COLLECTING ? pauseNanos / 2 : pauseNanos * 2;
                pauseNanos = Math.clamp(next, LEAST_PAUSE_NANOS, MOST_PAUSE_NANOS);
                lookedNanos = now;
                collectedMillis = collected();
            }
        }
    }

    /// Whose initialiser keeps whoever needs it on his carrier.
    private static final class Slow {

        static final String NAME;

        static {
            LockSupport.parkNanos(Duration.ofSeconds(50).toNanos());
            NAME = "slow " + ITEMS;
        }
    }
}
