package io.headroom.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.cache.L2Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PendingInvalidationsTest {

    private static final Written.Done DONE = new Written.Done(new L2Mark(0, "ab", 7), 1, 0);

    private final PendingInvalidations pending = new PendingInvalidations();

    private static Change keys(String... keys) {
        return new Change.Removal("c", List.of(keys));
    }

    private static List<Written> all(List<Change> changes, Written written) {
        return changes.stream().map(_ -> written).toList();
    }

    @Test
    void theSameIsRepeatedOnceAndTellsAllWhoWait() {
        CompletableFuture<Written.Done> both = pending.add(keys("a", "b"));
        CompletableFuture<Written.Done> one = pending.add(keys("a"));
        List<Change> repeated = new ArrayList<>();
        assertThat(pending.size()).isEqualTo(2);
        String problem =
                pending.drain(changes -> {
                    repeated.addAll(changes);
                    return all(changes, DONE);
                });
        assertThat(problem).isEmpty();
        assertThat(repeated).containsExactly(keys("a"), keys("b"));
        assertThat(both).isCompletedWithValue(DONE);
        assertThat(one).isCompletedWithValue(DONE);
        assertThat(pending.isEmpty()).isTrue();
    }

    @Test
    void whatIsAddedDuringItsRepetitionIsRepeatedAgain() {
        CompletableFuture<Written.Done> first = pending.add(keys("a"));
        List<CompletableFuture<Written.Done>> second = new ArrayList<>();
        String problem =
                pending.drain(changes -> {
                    assertThat(pending.isEmpty()).isFalse();
                    second.add(pending.add(keys("a")));
                    return all(changes, DONE);
                });
        assertThat(problem).isEmpty();
        assertThat(first).isCompleted();
        assertThat(second.getFirst()).isNotCompleted();
        assertThat(pending.size()).isEqualTo(1);
    }

    @Test
    void aRepetitionThatFailsStaysPending() {
        CompletableFuture<Written.Done> waiting = pending.add(new Change.Tagged(List.of("t")));
        assertThat(pending.drain(changes -> all(changes, new Written.Failed("down"))))
                .isEqualTo("down");
        assertThat(waiting).isNotCompleted();
        assertThat(pending.drain(changes -> all(changes, DONE))).isEmpty();
        assertThat(waiting).isCompletedWithValue(DONE);
    }

    @Test
    void beyondAThousandItIsEverything() {
        CompletableFuture<Written.Done> early = pending.add(keys("early"));
        CompletableFuture<Written.Done> many =
                pending.add(
                        new Change.Removal(
                                "c", IntStream.range(0, 5_000).mapToObj(i -> "k" + i).toList()));
        CompletableFuture<Written.Done> late = pending.add(new Change.Cleared("c"));
        List<Change> repeated = new ArrayList<>();
        String problem =
                pending.drain(changes -> {
                    repeated.addAll(changes);
                    return all(changes, DONE);
                });
        assertThat(problem).isEmpty();
        assertThat(repeated).containsExactly(new Change.Everything());
        assertThat(early).isCompleted();
        assertThat(many).isCompleted();
        assertThat(late).isCompleted();
    }

    @Test
    void whatHappenedLatelyIsKeptForHalfAMinuteAndBoundToTenThousand() {
        RecentInvalidations recent = new RecentInvalidations();
        long second = 1_000_000_000L;
        recent.add(keys("a", "b"), 0);
        recent.add(new Change.Placed("c", "p", new byte[] {1}, "", 1), 20 * second);
        assertThat(recent.since(25 * second)).containsExactly(keys("a"), keys("b"), keys("p"));
        assertThat(recent.since(40 * second)).containsExactly(keys("p"));
        for (int i = 0; i < 10_001; i++) {
            recent.add(keys("k" + i), 45 * second);
        }
        assertThat(recent.since(50 * second)).containsExactly(new Change.Everything());
        assertThat(recent.since(80 * second)).isEmpty();
        assertThat(Change.merged(List.of(keys("a"), new Change.Cleared("d"), keys("b"))))
                .containsExactly(new Change.Cleared("d"), keys("a", "b"));
    }
}
