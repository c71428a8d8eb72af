package io.headroom.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.cache.HeadroomCaches;
import io.headroom.spring.HeadroomCacheAutoConfiguration;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

class CacheAnnotationsTest {

    record Item(long id, String title) {}

    /// A table and the annotated methods on it.
    static class Items {

        final ConcurrentHashMap<Long, String> table = new ConcurrentHashMap<>();
        final AtomicInteger reads = new AtomicInteger();
        volatile Runnable duringRead = () -> {};

        private @Nullable Item read(long id) {
            reads.incrementAndGet();
            String title = table.get(id);
            duringRead.run();
            return title == null ? null : new Item(id, title);
        }

        @Cacheable("items")
        @CacheTags("'item:' + #id")
        public @Nullable Item find(long id) {
            return read(id);
        }

        @Cacheable(cacheNames = "items", sync = true)
        @CacheTags({"'item:' + #id", "#result == null ? null : 'title:' + #result.title()"})
        public @Nullable Item findOnce(long id) {
            return read(id);
        }

        @Cacheable("absent")
        public @Nullable Item findOrRemember(long id) {
            return read(id);
        }

        @Cacheable("optional")
        public Optional<Item> findMaybe(long id) {
            return Optional.ofNullable(read(id));
        }

        @Cacheable(cacheNames = "future", sync = true)
        public CompletableFuture<Item> findLater(long id) {
            return CompletableFuture.completedFuture(Objects.requireNonNull(read(id)));
        }

        @CachePut(cacheNames = "items", key = "#item.id()")
        public Item save(Item item) {
            table.put(item.id(), item.title());
            return item;
        }

        @CacheEvict("items")
        public void evict(long id, Runnable body) {
            body.run();
        }

        @CacheEvict(cacheNames = "items", key = "#id")
        public void evict(long id) {}

        @CacheEvict(cacheNames = "items", allEntries = true)
        public void evictAll() {}

        @CacheEvict(cacheNames = "items", key = "#id", beforeInvocation = true)
        public void evictFirst(long id, Runnable body) {
            body.run();
        }

        @Caching(
                evict = {@CacheEvict(cacheNames = "items", key = "#id")},
                put = {@CachePut(cacheNames = "optional", key = "#id")})
        public Optional<Item> rename(long id, String title) {
            table.put(id, title);
            return Optional.of(new Item(id, title));
        }

        @InvalidateTags("'item:' + #id")
        public void touch(long id) {}

        @InvalidateTags("'item:' + #id")
        public void touchAndFail(long id) {
            throw new IllegalStateException("no");
        }

        @Transactional
        @Cacheable("items")
        public @Nullable Item findInItsOwnTransaction(long id) {
            assertThat(Call.current()).isNotNull();
            return read(id);
        }

        @Transactional
        public void inTransaction(Runnable body) {
            body.run();
        }

        @Transactional(readOnly = true)
        public void inReadOnlyTransaction(Runnable body) {
            body.run();
        }

        @Transactional
        @InvalidateTags("'item:' + #id")
        public void touchInTransaction(long id, Runnable body) {
            body.run();
        }
    }

    @Configuration
    @EnableCaching
    @EnableTransactionManagement
    static class Service {
        @Bean
        Items items() {
            return new Items();
        }

        @Bean
        PlainTransactions transactions() {
            return new PlainTransactions();
        }
    }

    private final ApplicationContextRunner service =
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(
                                    HeadroomCacheAutoConfiguration.class,
                                    HeadroomCachingAutoConfiguration.class))
                    .withUserConfiguration(Service.class);

    private void with(Consumer<Items> check, String... properties) {
        service.withPropertyValues(properties)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    check.accept(context.getBean(Items.class));
                });
    }

    private static Items target(Items items) {
        return (Items) Objects.requireNonNull(AopProxyUtils.getSingletonTarget(items));
    }

    private static void assertReads(Items items, int expected) {
        assertThat(target(items).reads).hasValue(expected);
    }

    @Test
    void aValueIsReadOnce() {
        with(items -> {
            target(items).table.put(1L, "one");
            assertThat(items.find(1)).isEqualTo(new Item(1, "one"));
            assertThat(items.find(1)).isEqualTo(new Item(1, "one"));
            assertThat(items.findOnce(1)).isEqualTo(new Item(1, "one"));
            assertReads(items, 1);
        });
    }

    @Test
    void evictionsAndPutsReachTheCache() {
        with(items -> {
            target(items).table.put(1L, "one");
            assertThat(items.find(1)).isNotNull();
            items.evict(1);
            assertThat(items.find(1)).isNotNull();
            assertReads(items, 2);
            items.evictAll();
            assertThat(items.find(1)).isNotNull();
            assertReads(items, 3);
            assertThat(items.save(new Item(1, "new"))).isNotNull();
            assertThat(items.find(1)).isEqualTo(new Item(1, "new"));
            assertReads(items, 3);
            assertThat(items.rename(1, "newer")).isPresent();
            assertThat(items.findMaybe(1)).contains(new Item(1, "newer"));
            assertReads(items, 3);
            assertThat(items.find(1)).isEqualTo(new Item(1, "newer"));
            assertReads(items, 4);
        });
    }

    @Test
    void whatIsInvalidatedWhileItIsReadIsNotStored() {
        with(items -> {
            target(items).table.put(1L, "old");
            target(items).duringRead =
                    () -> {
                        target(items).duringRead = () -> {};
                        target(items).table.put(1L, "new");
                        items.evict(1);
                    };
            assertThat(items.find(1)).isEqualTo(new Item(1, "old"));
            assertThat(items.find(1)).isEqualTo(new Item(1, "new"));
        });
    }

    @Test
    void whatIsInvalidatedByItsTagWhileItIsReadIsNotStored() {
        with(items -> {
            target(items).table.put(1L, "old");
            target(items).duringRead =
                    () -> {
                        target(items).duringRead = () -> {};
                        target(items).table.put(1L, "new");
                        items.touch(1);
                    };
            assertThat(items.find(1)).isEqualTo(new Item(1, "old"));
            assertThat(items.find(1)).isEqualTo(new Item(1, "new"));
        });
    }

    @Test
    void aTagOfAnArgumentOrOfTheResultInvalidates() {
        service.run(context -> {
            Items items = context.getBean(Items.class);
            target(items).table.put(1L, "one");
            assertThat(items.findOnce(1)).isNotNull();
            items.touch(1);
            assertThat(items.findOnce(1)).isNotNull();
            assertReads(items, 2);
            context.getBean(TransactionalCaches.class).invalidateTags("title:one");
            assertThat(items.findOnce(1)).isNotNull();
            assertReads(items, 3);
            assertThatThrownBy(() -> items.touchAndFail(1)).hasMessage("no");
            assertThat(items.findOnce(1)).isNotNull();
            assertReads(items, 3);
        });
    }

    @Test
    void anEvictionBeforeTheMethodIsRepeatedAfterIt() {
        with(items -> {
            target(items).table.put(1L, "old");
            items.evictFirst(
                    1,
                    () -> {
                        assertThat(items.find(1)).isEqualTo(new Item(1, "old"));
                        target(items).table.put(1L, "new");
                    });
            assertThat(items.find(1)).isEqualTo(new Item(1, "new"));
        });
    }

    @Test
    void aMethodThatFailsStoresNothingAndLeavesTheKeyFree() {
        with(items -> {
            target(items).duringRead =
                    () -> {
                        throw new IllegalStateException("database");
                    };
            assertThatThrownBy(() -> items.find(1)).hasMessage("database");
            assertThatThrownBy(() -> items.findOnce(1)).hasMessage("database");
            target(items).duringRead = () -> {};
            target(items).table.put(1L, "one");
            assertThat(items.find(1)).isEqualTo(new Item(1, "one"));
            assertThat(Call.current()).isNull();
        });
    }

    @Test
    void anAbsentValueIsRememberedForTheNegativeTtl() {
        with(
                items -> {
                    assertThat(items.findOrRemember(1)).isNull();
                    assertThat(items.findOrRemember(1)).isNull();
                    assertReads(items, 1);
                    assertThat(items.find(1)).isNull();
                    assertThat(items.find(1)).isNull();
                    assertReads(items, 3);
                    assertThat(items.findMaybe(2)).isEmpty();
                    assertThat(items.findMaybe(2)).isEmpty();
                    assertReads(items, 4);
                },
                "headroom.cache.caches.absent.negative-ttl=1m",
                "headroom.cache.caches.optional.negative-ttl=1m");
    }

    @Test
    void aFutureIsCached() {
        with(items -> {
            target(items).table.put(1L, "one");
            assertThat(items.findLater(1).join()).isEqualTo(new Item(1, "one"));
            assertThat(items.findLater(1).join()).isEqualTo(new Item(1, "one"));
            assertReads(items, 1);
            assertThatThrownBy(() -> items.findLater(2).join())
                    .hasRootCauseInstanceOf(NullPointerException.class);
        });
    }

    @Test
    void anEvictionInATransactionIsSeenAfterTheCommitByOthersAndAtOnceByItself() {
        with(items -> {
            target(items).table.put(1L, "old");
            assertThat(items.find(1)).isNotNull();
            items.inTransaction(() -> {
                target(items).table.put(1L, "new");
                items.evict(1);
                assertThat(items.find(1)).isEqualTo(new Item(1, "new"));
                assertThat(items.findOnce(1)).isEqualTo(new Item(1, "new"));
                assertThat(CompletableFuture.supplyAsync(() -> items.find(1)).join())
                        .isEqualTo(new Item(1, "old"));
            });
            assertThat(items.find(1)).isEqualTo(new Item(1, "new"));
        });
    }

    @Test
    void aRollBackLeavesNothingOfWhatItsTransactionSaw() {
        with(items -> {
            target(items).table.put(1L, "old");
            assertThatThrownBy(() ->
                            items.inTransaction(() -> {
                                target(items).table.put(1L, "uncommitted");
                                assertThat(items.find(1)).isNotNull();
                                assertThat(items.findOnce(1)).isNotNull();
                                assertThat(items.save(new Item(2, "never"))).isNotNull();
                                items.evict(1);
                                target(items).table.put(1L, "old");
                                target(items).table.remove(2L);
                                throw new IllegalStateException("undo");
                            }))
                    .hasMessage("undo");
            assertThat(items.find(1)).isEqualTo(new Item(1, "old"));
            assertThat(items.find(2)).isNull();
        });
    }

    @Test
    void aTransactionThatOnlyReadsFillsTheCache() {
        with(items -> {
            target(items).table.put(1L, "one");
            items.inReadOnlyTransaction(() -> assertThat(items.find(1)).isNotNull());
            assertThat(items.find(1)).isNotNull();
            target(items).table.put(2L, "two");
            items.inReadOnlyTransaction(() -> assertThat(items.findOnce(2)).isNotNull());
            assertThat(items.find(2)).isNotNull();
            assertReads(items, 2);
        });
    }

    @Test
    void tagsOfATransactionalMethodAreInvalidatedAfterItsCommit() {
        with(items -> {
            target(items).table.put(1L, "old");
            assertThat(items.find(1)).isNotNull();
            items.touchInTransaction(1, () -> target(items).table.put(1L, "new"));
            assertThat(items.find(1)).isEqualTo(new Item(1, "new"));
            assertThatThrownBy(() ->
                            items.inTransaction(() -> {
                                items.touch(1);
                                throw new IllegalStateException("undo");
                            }))
                    .hasMessage("undo");
            assertThat(items.find(1)).isNotNull();
            assertReads(items, 2);
        });
    }

    @Configuration
    @EnableTransactionManagement
    @EnableCaching
    static class TransactionsFirst {
        @Bean
        Items items() {
            return new Items();
        }

        @Bean
        PlainTransactions transactions() {
            return new PlainTransactions();
        }
    }

    @Test
    void theResultOfATransactionalMethodIsStoredAfterItsCommit() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(
                                HeadroomCacheAutoConfiguration.class,
                                HeadroomCachingAutoConfiguration.class))
                .withUserConfiguration(TransactionsFirst.class)
                .run(context -> {
                    Items items = context.getBean(Items.class);
                    target(items).table.put(1L, "one");
                    assertThat(items.findInItsOwnTransaction(1)).isNotNull();
                    assertThat(items.findInItsOwnTransaction(1)).isNotNull();
                    assertReads(items, 1);
                });
    }

    static class Recursive {
        @Nullable Recursive self;

        @Cacheable("depth")
        public Integer depth(int left) {
            return left == 0 ? 0 : 1 + Objects.requireNonNull(self).depth(left - 1);
        }

        @Cacheable(cacheNames = "depth", key = "'same'")
        public Integer sameKey(int left) {
            return left == 0 ? 0 : 1 + Objects.requireNonNull(self).sameKey(left - 1);
        }
    }

    @Test
    void aMethodMayCallItself() {
        service.withBean(Recursive.class)
                .run(context -> {
                    Recursive recursive = context.getBean(Recursive.class);
                    ((Recursive)
                                            Objects.requireNonNull(
                                                    AopProxyUtils.getSingletonTarget(recursive)))
                                    .self =
                            recursive;
                    assertThat(recursive.depth(5)).isEqualTo(5);
                    assertThat(recursive.sameKey(3)).isEqualTo(3);
                    assertThat(recursive.sameKey(9)).isEqualTo(3);
                });
    }

    @Test
    void springsOwnInterfaceKeepsItsPromises() {
        service.run(context -> {
            org.springframework.cache.Cache cache =
                    Objects.requireNonNull(context.getBean(CacheManager.class).getCache("items"));
            assertThat(cache.get(5L)).isNull();
            assertThat(cache.putIfAbsent(5L, new Item(5, "five"))).isNull();
            assertThat(Objects.requireNonNull(cache.putIfAbsent(5L, new Item(5, "x"))).get())
                    .isEqualTo(new Item(5, "five"));
            assertThat(cache.get(5L, Item.class)).isEqualTo(new Item(5, "five"));
            assertThatThrownBy(() -> cache.get(5L, String.class))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(cache.retrieve(6L)).isNull();
            assertThat(Objects.requireNonNull(cache.retrieve(5L)).join())
                    .isInstanceOf(org.springframework.cache.Cache.ValueWrapper.class);
            assertThatThrownBy(() ->
                            cache.get(
                                    7L,
                                    () -> {
                                        throw new IOException("disk");
                                    }))
                    .isInstanceOf(org.springframework.cache.Cache.ValueRetrievalException.class)
                    .hasRootCauseInstanceOf(IOException.class);
            cache.evictIfPresent(5L);
            assertThat(cache.get(5L)).isNull();
            cache.put(5L, new Item(5, "five"));
            cache.invalidate();
            assertThat(cache.get(5L)).isNull();
            assertThat(context.getBean(HeadroomCaches.class).find("items")).isPresent();
        });
    }
}
