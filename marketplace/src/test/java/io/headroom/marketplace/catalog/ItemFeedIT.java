package io.headroom.marketplace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.marketplace.catalog.ItemFeed.Mark;
import io.headroom.marketplace.identity.Caller;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ItemFeedIT {

    private final CatalogDatabase database = CatalogDatabase.empty();
    private final ItemFeed feed = database.feed();

    @AfterEach
    void drop() {
        database.close();
    }

    private List<ItemDocument> changedSince(Mark mark) {
        List<ItemDocument> documents = new ArrayList<>();
        feed.changedSince(mark, documents::addAll);
        return documents;
    }

    private static void touch(Connection connection, int id) throws Exception {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE item SET stock = 1, changed_in = pg_current_xact_id() WHERE id = "
                            + id);
        }
    }

    @Test
    void theWholeCatalogueComesInBatches() {
        database.addVolume(2500);
        List<Integer> sizes = new ArrayList<>();
        List<ItemDocument> documents = new ArrayList<>();
        feed.all(batch -> {
            sizes.add(batch.size());
            documents.addAll(batch);
        });
        assertThat(sizes).hasSizeGreaterThan(2).allMatch(size -> size <= 1000);
        assertThat(documents)
                .hasSizeBetween(2000, 2499)
                .allSatisfy(document -> {
                    assertThat(document.listed()).isTrue();
                    assertThat(document.categoryPath()).hasSize(3);
                    assertThat(document.categoryNamesEn()).hasSize(3);
                });
    }

    @Test
    void aFollowerReadsWhatChangedSinceItLookedDeletedItemsIncluded() {
        database.addVolume(50);
        Mark mark = feed.all(batch -> {});
        assertThat(changedSince(mark)).isEmpty();
        Catalog catalog = database.catalog();
        Card gone = catalog.recent(1, Language.EN).getFirst();
        catalog.delete(gone.id(), new Precondition.None(), new Caller.Operator());
        assertThat(changedSince(mark))
                .singleElement()
                .satisfies(document -> {
                    assertThat(document.id()).isEqualTo(gone.id());
                    assertThat(document.listed()).isFalse();
                });
    }

    @Test
    void moreChangesThanABatchComeInBatchesToo() {
        database.addVolume(2500);
        List<Integer> sizes = new ArrayList<>();
        Mark mark = feed.changedSince(Mark.BEGINNING, batch -> sizes.add(batch.size()));
        assertThat(sizes).hasSizeGreaterThan(2).allMatch(size -> size <= 1000);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2500);
        assertThat(feed.isEnd(mark)).isTrue();
        assertThat(feed.changedSince(mark, batch -> sizes.add(batch.size()))).isEqualTo(mark);
    }

    @Test
    void aTransactionThatCommitsAfterALaterOneIsNotMissedAndHoldsNoOtherBack() throws Exception {
        database.addVolume(10);
        Mark mark = feed.changedSince(Mark.BEGINNING, batch -> {});
        assertThat(feed.isEnd(mark)).isTrue();
        try (Connection slow = database.dataSource().getConnection();
                Connection quick = database.dataSource().getConnection()) {
            slow.setAutoCommit(false);
            touch(slow, 1);
            touch(quick, 2);
            assertThat(feed.isEnd(mark)).isFalse();
            List<Long> seen = new ArrayList<>();
            mark = feed.changedSince(mark, batch -> batch.forEach(item -> seen.add(item.id())));
            assertThat(seen).containsExactly(2L);
            assertThat(feed.isEnd(mark)).isTrue();
            touch(quick, 3);
            mark = feed.changedSince(mark, batch -> batch.forEach(item -> seen.add(item.id())));
            assertThat(seen).containsExactly(2L, 3L);
            slow.commit();
            assertThat(feed.isEnd(mark)).isFalse();
            mark = feed.changedSince(mark, batch -> batch.forEach(item -> seen.add(item.id())));
            assertThat(seen).containsExactly(2L, 3L, 1L);
            assertThat(feed.isEnd(mark)).isTrue();
        }
    }
}
