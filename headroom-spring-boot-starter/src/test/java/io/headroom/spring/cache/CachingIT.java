package io.headroom.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.spring.HeadroomCacheAutoConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/// Two nodes of a service on one PostgreSQL and one Redis.
class CachingIT {

    record Item(long id, String title) {}

    static class Items {

        private final JdbcClient database;
        final AtomicInteger reads = new AtomicInteger();
        volatile Runnable afterRead = () -> {};

        Items(JdbcClient database) {
            this.database = database;
        }

        private @Nullable Item read(long id) {
            reads.incrementAndGet();
            Item item =
                    database.sql("SELECT id, title FROM item WHERE id = ?")
                            .param(id)
                            .query(Item.class)
                            .optional()
                            .orElse(null);
            afterRead.run();
            return item;
        }

        @Cacheable("items")
        @CacheTags("'item:' + #id")
        public @Nullable Item find(long id) {
            return read(id);
        }

        @Cacheable("lists")
        @CacheTags("#result.![ 'item:' + id() ]")
        public List<Item> list() {
            reads.incrementAndGet();
            return database.sql("SELECT id, title FROM item ORDER BY id")
                    .query((row, _) -> new Item(row.getLong(1), row.getString(2)))
                    .list();
        }

        public void write(long id, String title) {
            database.sql("UPDATE item SET title = ? WHERE id = ?").params(title, id).update();
        }

        @CacheEvict(cacheNames = "items", key = "#id")
        public void evict(long id) {}

        @CachePut(cacheNames = "items", key = "#id")
        public Item save(long id, String title) {
            write(id, title);
            return new Item(id, title);
        }

        @Transactional
        public void inTransaction(Runnable body) {
            body.run();
        }

        @Transactional
        @InvalidateTags("'item:' + #id")
        public void rename(long id, String title) {
            write(id, title);
        }
    }

    @Configuration
    @EnableCaching
    @EnableTransactionManagement
    static class Service {
        @Bean
        DataSource dataSource() {
            return database.dataSource();
        }

        @Bean
        PlatformTransactionManager transactions(DataSource source) {
            return new JdbcTransactionManager(source);
        }

        @Bean
        Items items(DataSource source) {
            return new Items(JdbcClient.create(source));
        }
    }

    private static TestDatabase database;
    private static ConfigurableApplicationContext one;
    private static ConfigurableApplicationContext two;

    private static Items here;
    private static Items there;

    @BeforeAll
    static void start() {
        database = TestServers.newDatabase();
        JdbcClient.create(database.dataSource())
                .sql("CREATE TABLE item (id bigint PRIMARY KEY, title text NOT NULL)")
                .update();
        String prefix = "caching-" + UUID.randomUUID();
        one = node(prefix);
        two = node(prefix);
        here = one.getBean(Items.class);
        there = two.getBean(Items.class);
    }

    private static ConfigurableApplicationContext node(String prefix) {
        return new SpringApplicationBuilder(
                        Service.class,
                        HeadroomCacheAutoConfiguration.class,
                        HeadroomCachingAutoConfiguration.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "headroom.cache.redis-url=" + TestServers.redis().url(),
                        "headroom.cache.redis.key-prefix=" + prefix,
                        "headroom.cache.defaults.read-budget=1s",
                        "headroom.cache.redis.write-budget=2s",
                        "headroom.cache.caches.items.await-applied=5s",
                        "logging.level.root=off")
                .run();
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        database.close();
    }

    @BeforeEach
    void oneItem() {
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("TRUNCATE item").update();
        jdbc.sql("INSERT INTO item VALUES (1, 'old'), (2, 'two')").update();
        here.inTransaction(
                () -> one.getBean(TransactionalCaches.class).invalidateTags("item:1", "item:2"));
        here.evict(1);
        here.evict(2);
        await().until(() -> "old".equals(title(there)) && "old".equals(title(here)));
        await().until(() -> reads(there, () -> assertThat(there.find(1)).isNotNull()) == 0);
    }

    private static @Nullable String title(Items items) {
        Item item = items.find(1);
        return item == null ? null : item.title();
    }

    private static Items target(Items items) {
        return (Items) Objects.requireNonNull(AopProxyUtils.getSingletonTarget(items));
    }

    private static int reads(Items items, Runnable body) {
        int before = target(items).reads.get();
        body.run();
        return target(items).reads.get() - before;
    }

    @Test
    void aValueReadByOneNodeIsSharedWithTheOther() {
        assertThat(here.find(2)).isEqualTo(new Item(2, "two"));
        await().untilAsserted(() ->
                assertThat(
                                reads(
                                        there,
                                        () ->
                                                assertThat(there.find(2))
                                                        .isEqualTo(new Item(2, "two"))))
                        .isZero());
    }

    @Test
    void anEvictionInATransactionTakesEffectWithItsCommit() {
        here.inTransaction(() -> {
            here.write(1, "new");
            here.evict(1);
            assertThat(title(here)).isEqualTo("new");
            assertThat(title(there)).isEqualTo("old");
        });
        assertThat(title(here)).isEqualTo("new");
        assertThat(title(there)).isEqualTo("new");
    }

    @Test
    void aRollBackLeavesNothing() {
        assertThatThrownBy(() ->
                        here.inTransaction(() -> {
                            here.evict(1);
                            here.write(1, "uncommitted");
                            assertThat(title(here)).isEqualTo("uncommitted");
                            assertThat(here.save(2, "uncommitted")).isNotNull();
                            throw new IllegalStateException("undo");
                        }))
                .hasMessage("undo");
        for (Items node : List.of(here, there)) {
            assertThat(reads(node, () -> assertThat(title(node)).isEqualTo("old"))).isZero();
            assertThat(node.find(2)).isEqualTo(new Item(2, "two"));
        }
    }

    @Test
    void whatAnUncommittedWriterReadsIsSharedWithNobody() {
        assertThatThrownBy(() ->
                        here.inTransaction(() -> {
                            here.write(2, "uncommitted");
                            // it has not said yet that it changed the item
                            assertThat(here.find(2)).isEqualTo(new Item(2, "uncommitted"));
                            assertThat(there.find(2)).isEqualTo(new Item(2, "two"));
                            throw new IllegalStateException("undo");
                        }))
                .hasMessage("undo");
        assertThat(here.find(2)).isEqualTo(new Item(2, "two"));
    }

    @Test
    void whatAnotherNodeInvalidatesWhileItIsReadIsNotStored() {
        here.evict(1);
        target(here).afterRead =
                () -> {
                    target(here).afterRead = () -> {};
                    there.write(1, "new");
                    there.evict(1);
                };
        assertThat(title(here)).isEqualTo("old");
        assertThat(title(here)).isEqualTo("new");
        assertThat(title(there)).isEqualTo("new");
    }

    @Test
    void aTagReachesEveryEntryThatCarriesItOnEveryNode() {
        assertThat(here.list()).contains(new Item(1, "old"));
        assertThat(there.list()).contains(new Item(1, "old"));
        here.rename(1, "new");
        assertThat(here.list()).contains(new Item(1, "new"));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> {
                    assertThat(there.list()).contains(new Item(1, "new"));
                    assertThat(title(there)).isEqualTo("new");
                });
    }
}
