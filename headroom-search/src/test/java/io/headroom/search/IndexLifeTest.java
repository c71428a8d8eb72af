package io.headroom.search;

import static io.headroom.search.Shop.ids;
import static io.headroom.search.Shop.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexLifeTest {

    @TempDir Path folder;

    private LuceneSearchIndex open() {
        return LuceneSearchIndex.open(folder, Shop.SCHEMA);
    }

    private void build(String position) {
        try (SearchIndex index = open()) {
            index.update(Shop.synthetic(0, 50));
            index.commit(position);
        }
    }

    @Test
    void anUpdateIsVisibleAfterTheRefreshAndNotBefore() {
        try (SearchIndex index = Shop.index(item("1", "Mug").data("sku", "M-1").build())) {
            assertThat(Shop.search(index, "mug").hits().getFirst().data())
                    .containsEntry("sku", "M-1");
            index.update(List.of(item("1", "Kettle").build()));
            assertThat(ids(index, "mug")).containsExactly("1");
            index.refresh();
            assertThat(ids(index, "mug")).isEmpty();
            assertThat(ids(index, "kettle")).containsExactly("1");
            index.delete(List.of("1", "unknown"));
            index.refresh();
            assertThat(index.size()).isZero();
        }
    }

    @Test
    void whatIsIndexedAsItIsIsNotIndexedAnew() {
        try (SearchIndex index = open()) {
            index.update(Shop.synthetic(0, 50));
            index.commit("1");
            index.refresh();
            long bytes = index.bytes();
            index.update(Shop.synthetic(0, 50));
            index.refresh();
            assertThat(index.bytes()).isEqualTo(bytes);
            index.update(Shop.synthetic(1, 51));
            index.refresh();
            assertThat(index.bytes()).isGreaterThan(bytes);
            assertThat(index.size()).isEqualTo(51);
        }
        try (SearchIndex index = open()) {
            long bytes = index.bytes();
            index.update(Shop.synthetic(0, 50));
            index.refresh();
            assertThat(index.bytes()).as("after a restart").isEqualTo(bytes);
        }
    }

    @Test
    void whatIsWrittenAndTakenBackBeforeItIsVisibleIsTakenBack() {
        SearchDocument mug = item("1", "Mug").build();
        try (SearchIndex index = Shop.index(mug)) {
            index.update(List.of(item("1", "Kettle").build()));
            index.update(List.of(mug));
            index.refresh();
            assertThat(ids(index, "mug")).containsExactly("1");
            index.delete(List.of("1"));
            index.update(List.of(mug));
            index.refresh();
            assertThat(ids(index, "mug")).containsExactly("1");
            index.clear();
            index.update(List.of(mug));
            index.refresh();
            assertThat(ids(index, "mug")).containsExactly("1");
        }
    }

    @Test
    void aDifferenceInAnyValueIsIndexed() {
        try (SearchIndex index = Shop.index(item("1", "Mug").data("sku", "M-1").build())) {
            index.update(List.of(item("1", "Mug").data("sku", "M-2").build()));
            index.refresh();
            assertThat(Shop.search(index, "mug").hits().getFirst().data())
                    .containsEntry("sku", "M-2");
            index.update(List.of(item("1", "Mug").data("sk", "uM-2").build()));
            index.refresh();
            assertThat(Shop.search(index, "mug").hits().getFirst().data())
                    .containsEntry("sk", "uM-2");
        }
    }

    @Test
    void aRestartGoesOnFromTheLastCommit() {
        build("4711");
        try (SearchIndex index = open()) {
            assertThat(index.position()).isEqualTo("4711");
            assertThat(index.size()).isEqualTo(50);
            index.update(List.of(item("late", "Mug").build()));
        }
        try (SearchIndex index = open()) {
            assertThat(index.position()).isEqualTo("4711");
            assertThat(index.size()).isEqualTo(50);
        }
    }

    @Test
    void clearingIsTheBeginningOfAFullBuildThatARestartRepeats() {
        build("1");
        try (SearchIndex index = open()) {
            index.clear();
            index.update(Shop.synthetic(0, 3));
            index.refresh();
            assertThat(index.position()).isEmpty();
            assertThat(index.size()).isEqualTo(3);
        }
        try (SearchIndex index = open()) {
            assertThat(index.position()).isEmpty();
            assertThat(index.size()).isZero();
        }
    }

    @Test
    void aDamagedIndexIsEmptied() throws IOException {
        build("1");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> !f.endsWith("write.lock")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (file.getFileName().toString().endsWith(".cfs")) {
                    bytes[bytes.length / 2] ^= 0x55;
                    Files.write(file, bytes);
                }
            }
        }
        emptyAndUsable();
    }

    @Test
    void anIndexWithGarbageForItsCommitIsEmptied() throws IOException {
        build("1");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("segments_")) {
                    Files.writeString(file, "garbage");
                }
            }
        }
        emptyAndUsable();
    }

    @Test
    void anIndexWithoutItsCommitIsEmptied() throws IOException {
        build("1");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("segments_")) {
                    Files.delete(file);
                }
            }
        }
        emptyAndUsable();
    }

    @Test
    void anIndexOfAnotherSchemaIsEmptied() {
        SearchSchema other =
                new SearchSchema(
                        List.of(Language.ENGLISH),
                        List.of(new Field.Text("name", 1, true)),
                        List.of());
        try (SearchIndex index = LuceneSearchIndex.open(folder, other)) {
            index.update(List.of(item("1", "Mug").build()));
            index.commit("1");
        }
        emptyAndUsable();
    }

    @Test
    void whatIsNotTheIndexsStaysInItsFolder() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.writeString(folder.resolve("segments_1"), "garbage");
        emptyAndUsable();
        assertThat(notes).hasContent("mine");
    }

    private void emptyAndUsable() {
        try (SearchIndex index = open()) {
            assertThat(index.position()).isEmpty();
            assertThat(index.size()).isZero();
            index.update(Shop.synthetic(0, 5));
            index.commit("2");
        }
        try (SearchIndex index = open()) {
            assertThat(index.position()).isEqualTo("2");
            assertThat(index.size()).isEqualTo(5);
            assertThat(index.bytes()).isPositive();
        }
    }

    @Test
    void aFolderHasOneIndexAtATime() {
        try (SearchIndex index = open()) {
            assertThat(index.position()).isEmpty();
            assertThatIllegalStateException()
                    .isThrownBy(this::open)
                    .withMessageContaining(folder.toString())
                    .withMessageContaining("in use");
        }
    }

    @Test
    void aClosedIndexSaysSo() {
        SearchIndex index = open();
        index.close();
        index.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> ids(index, "mug"))
                .withMessageContaining("closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> index.update(Shop.synthetic(0, 1)))
                .withMessageContaining("closed");
    }

    @Test
    void searchesRunBesideUpdatesAndSeeWholeDocuments() throws Exception {
        try (SearchIndex index = LuceneSearchIndex.inMemory(Shop.SCHEMA);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            index.updateAndRefresh(Shop.synthetic(0, 200));
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int writer = 0; writer < 2; writer++) {
                int from = writer * 100;
                tasks.add(() -> {
                    for (int round = 0; round < 30; round++) {
                        index.updateAndRefresh(Shop.synthetic(from, from + 100));
                    }
                    return true;
                });
            }
            for (int reader = 0; reader < 2; reader++) {
                tasks.add(() -> {
                    for (int round = 0; round < 150; round++) {
                        SearchResult all = Shop.search(index, "");
                        if (all.total() != 200) {
                            return false;
                        }
                        index.suggest("mu", Language.ENGLISH, 5);
                        index.similar("item-1", Language.ENGLISH, 5);
                    }
                    return true;
                });
            }
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }
    }
}
