package io.headroom.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaleJournalTest {

    private final ManualTime time = new ManualTime();

    @TempDir Path folder;

    @Test
    void aRunOfSeveralProcessesIsJudgedByTheirFiles() throws IOException {
        Path writer = folder.resolve("writer");
        Path reader = folder.resolve("reader");
        try (StaleJournal writes = StaleJournal.create(writer, time::nanos)) {
            pass(7);
            try (StaleJournal reads = StaleJournal.create(reader, time::nanos)) {
                reads.read("straße", () -> 1L, version -> version);
                writes.acknowledged("straße", 2);
                pass(50);
                writes.acknowledged("other", 1_000_000_000_000L);
                reads.read("straße", () -> 1L, version -> version);
                reads.read("other", () -> 999_999_999_999L, version -> version);
                pass(50);
                reads.read("straße", () -> 2L, version -> version);
                reads.read("other", () -> 3L, version -> version);
            }
        }

        // The order of the files does not matter.
        StaleVerdict verdict = StaleOracle.judge(List.of(reader, writer));
        assertThat(verdict.writes()).isEqualTo(2);
        assertThat(verdict.reads()).isEqualTo(5);
        assertThat(verdict.staleReads()).isEqualTo(2);
        assertThat(verdict.oldestAge()).isEqualTo(Duration.ofMillis(50));
        assertThat(verdict.keysStillStale()).containsExactly("other");
    }

    @Test
    void theLineThatAKilledProcessDidNotFinishIsPassedOver() throws IOException {
        Path file = folder.resolve("killed");
        try (StaleJournal journal = StaleJournal.create(file, time::nanos)) {
            journal.read("a", () -> 1L, version -> version);
        }
        Files.writeString(file, "r a 1", StandardOpenOption.APPEND);

        assertThat(StaleOracle.judge(List.of(file)).reads()).isEqualTo(1);
    }

    @Test
    void aDamagedLineIsNamed() throws IOException {
        Path file = folder.resolve("damaged");
        StaleJournal.create(file, time::nanos).close();
        Files.writeString(file, "r a\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> StaleOracle.judge(List.of(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void aFileThatIsNoJournalIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("other"), "hello\n");

        assertThatThrownBy(() -> StaleOracle.judge(List.of(file)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no journal");
    }

    @Test
    void aMillionReadsAreJudged() throws IOException {
        Path file = folder.resolve("long");
        try (StaleJournal journal = StaleJournal.create(file, time::nanos)) {
            journal.acknowledged("17", 1);
            pass(1);
            for (int i = 0; i < 1_000_000; i++) {
                journal.observed(Integer.toString(i % 1_000), i % 2, journal.readBegins());
            }
        }

        StaleVerdict verdict = StaleOracle.judge(List.of(file));
        assertThat(verdict.reads()).isEqualTo(1_000_000);
        assertThat(verdict.staleReads()).isZero();
    }

    private void pass(long millis) {
        time.advance(Duration.ofMillis(millis));
    }
}
