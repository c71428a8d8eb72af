package io.headroom.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheOptions;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.Loaded;
import io.headroom.cache.Loader;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

class TransactionalCachesTest {

    private final HeadroomCaches caches = HeadroomCaches.builder().build();
    private final Cache<Long, String> items = caches.localCache(CacheOptions.named("items"));
    private final Cache<Long, String> others = caches.localCache(CacheOptions.named("others"));
    private final TransactionalCaches transactional =
            new TransactionalCaches(caches, new ReadYourWrites(""));
    private final PlainTransactions manager = new PlainTransactions();
    private final TransactionTemplate transaction = new TransactionTemplate(manager);

    @AfterEach
    void close() {
        caches.close();
    }

    private void fill() {
        var _ = items.put(1L, "one");
        var _ = items.put(2L, "two");
    }

    @Test
    void outsideATransactionAnInvalidationIsDoneAtOnce() {
        fill();
        transactional.invalidate(items, 1L);
        assertThat(items.get(1L)).isNull();
    }

    @Test
    void insideOneItWaitsForTheCommit() {
        fill();
        transaction.executeWithoutResult(_ -> {
            transactional.invalidate(items, 1L);
            assertThat(items.get(1L)).isEqualTo("one");
        });
        assertThat(items.get(1L)).isNull();
        assertThat(items.get(2L)).isEqualTo("two");
    }

    @Test
    void aRollBackInvalidatesNothing() {
        fill();
        transaction.executeWithoutResult(status -> {
            transactional.invalidateAll(items, List.of(1L, 2L));
            transactional.clear(items);
            transactional.invalidateTags("t");
            transactional.put(items, 1L, "never");
            status.setRollbackOnly();
        });
        assertThat(items.get(1L)).isEqualTo("one");
        assertThat(items.statistics().invalidations().local()).isEqualTo(2); // the puts of fill
    }

    @Test
    void aCommitOfUnknownOutcomeInvalidatesWhatItPutToo() {
        fill();
        manager.loseNextCommit();
        assertThatThrownBy(() ->
                        transaction.executeWithoutResult(
                                _ -> transactional.put(items, 1L, "perhaps")))
                .isInstanceOf(TransactionSystemException.class);
        assertThat(items.get(1L)).isNull();
    }

    @Test
    void theInvalidationsOfATransactionAreMerged() {
        fill();
        transaction.executeWithoutResult(_ -> {
            for (int i = 0; i < 10; i++) {
                transactional.invalidate(items, 1L);
                transactional.invalidate(items, 2L);
            }
        });
        assertThat(items.get(1L)).isNull();
        assertThat(items.statistics().invalidations().local()).isEqualTo(3); // 2 puts, 1 for all
    }

    @Test
    void whatATransactionChangedItReadsPastTheCacheOnItsOwnThread() {
        fill();
        Thread caller = Thread.currentThread();
        transaction.executeWithoutResult(status -> {
            transactional.invalidate(items, 1L);
            Loader<Long, String> loader =
                    _ -> {
                        assertThat(Thread.currentThread()).isSameAs(caller);
                        return "uncommitted";
                    };
            assertThat(transactional.getOrLoad(items, 1L, loader)).isEqualTo("uncommitted");
            assertThat(transactional.getOrLoad(items, 2L, loader)).isEqualTo("two");
            status.setRollbackOnly();
        });
        assertThat(items.get(1L)).isEqualTo("one");
    }

    @Test
    void aTagHidesAllCachesFromTheTransactionThatInvalidatedIt() {
        fill();
        Loader<Long, String> tagged = Loader.adaptive(_ -> Loaded.of("x").withTags("t"));
        assertThat(others.getOrLoad(9L, tagged)).isEqualTo("x");
        transaction.executeWithoutResult(_ -> {
            transactional.invalidateTags("t");
            assertThat(transactional.getOrLoad(items, 1L, _ -> "mine")).isEqualTo("mine");
            assertThat(others.get(9L)).isEqualTo("x");
        });
        assertThat(others.get(9L)).isNull();
        assertThat(items.get(1L)).isEqualTo("one");
    }

    @Test
    void patternsAndClearsHideTheirCacheAlone() {
        fill();
        var _ = others.put(1L, "other");
        transaction.executeWithoutResult(_ -> {
            transactional.invalidateMatching(items, "1*");
            assertThat(transactional.getOrLoad(items, 2L, _ -> "mine")).isEqualTo("mine");
            assertThat(transactional.getOrLoad(others, 1L, _ -> "mine")).isEqualTo("other");
        });
        assertThat(items.get(1L)).isNull();
        assertThat(items.get(2L)).isEqualTo("two");
    }

    @Test
    void aPutIsStoredAfterTheCommit() {
        transaction.executeWithoutResult(_ -> {
            transactional.put(items, 1L, "new");
            assertThat(items.get(1L)).isNull();
        });
        assertThat(items.get(1L)).isEqualTo("new");
    }

    @Test
    void anInnerTransactionOfItsOwnKeepsItsOwnBooks() {
        fill();
        TransactionTemplate inner = new TransactionTemplate(manager);
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        transaction.executeWithoutResult(outer -> {
            transactional.invalidate(items, 1L);
            inner.executeWithoutResult(_ -> transactional.invalidate(items, 2L));
            assertThat(items.get(2L)).isNull();
            assertThat(items.get(1L)).isEqualTo("one");
            assertThat(transactional.changed(items, 1L)).isTrue();
            outer.setRollbackOnly();
        });
        assertThat(items.get(1L)).isEqualTo("one");
    }

    @Test
    void whatIsInvalidatedByOthersThatWaitedForTheCommitIsDoneToo() {
        fill();
        transaction.executeWithoutResult(_ ->
                TransactionSynchronizationManager.registerSynchronization(
                        new TransactionSynchronization() {
                            @Override
                            public void afterCommit() {
                                transactional.invalidate(items, 1L);
                            }
                        }));
        assertThat(items.get(1L)).isNull();
    }

    @Test
    void aFailingInvalidationDoesNotFailTheCommittedCall() {
        fill();
        transaction.executeWithoutResult(_ -> {
            transactional.invalidateTags(""); // refused when it is run
            transactional.invalidate(items, 1L);
        });
        assertThat(items.get(1L)).isNull();
    }
}
