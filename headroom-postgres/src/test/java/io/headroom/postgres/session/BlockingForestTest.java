package io.headroom.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockingForestTest {

    private static Session session(int pid, List<Integer> blockedBy) {
        Session plain = Session.unknown(pid);
        return new Session(
                plain.id(),
                pid,
                null,
                null,
                null,
                "",
                "",
                "",
                "client backend",
                "active",
                "",
                "",
                0,
                0,
                0,
                blockedBy,
                false);
    }

    private static List<BlockingTree> trees(Map<Integer, List<Integer>> blockedBy) {
        Map<Integer, Session> sessions = new LinkedHashMap<>();
        blockedBy.forEach((pid, blockers) -> sessions.put(pid, session(pid, blockers)));
        return BlockingForest.trees(sessions, Map.of());
    }

    @Test
    void aConvoyOfThousandIsDrawnOnce() {
        Map<Integer, List<Integer>> convoy = new LinkedHashMap<>();
        for (int pid = 0; pid < 1_000; pid++) {
            convoy.put(pid, IntStream.range(0, pid).boxed().toList());
        }
        List<BlockingTree> trees = trees(convoy);
        assertThat(trees).hasSize(1);
        assertThat(trees.getFirst().session().pid()).isZero();
        assertThat(trees.getFirst().blocked()).isEqualTo(999);
    }

    @Test
    void aDeadlockIsACycleWithoutARootAndWhoWaitsForItIsNone() {
        List<BlockingTree> trees = trees(Map.of(7, List.of(8), 8, List.of(7), 9, List.of(8)));
        assertThat(trees).hasSize(1);
        BlockingTree first = trees.getFirst();
        assertThat(first.session().pid()).isEqualTo(7);
        assertThat(first.cycle()).isTrue();
        BlockingTree second = first.blocks().getFirst();
        assertThat(second.cycle()).isTrue();
        assertThat(second.blocks().getFirst().session().pid()).isEqualTo(9);
        assertThat(second.blocks().getFirst().cycle()).isFalse();
    }

    @Test
    void aCycleUnderARootIsMarkedToo() {
        List<BlockingTree> trees = trees(Map.of(1, List.of(), 7, List.of(8, 1), 8, List.of(7)));
        assertThat(trees).hasSize(1);
        assertThat(trees.getFirst().session().pid()).isEqualTo(1);
        assertThat(trees.getFirst().cycle()).isFalse();
        assertThat(trees.getFirst().blocks().getFirst().cycle()).isTrue();
        assertThat(trees.getFirst().blocked()).isEqualTo(2);
    }

    @Test
    void aPreparedTransactionBlocksAsProcessZero() {
        List<BlockingTree> trees = trees(Map.of(5, List.of(0)));
        assertThat(trees.getFirst().session().backendType()).isEqualTo("prepared transaction");
        assertThat(trees.getFirst().blocked()).isEqualTo(1);
    }

    @Test
    void theTreeThatBlocksMostComesFirst() {
        Map<Integer, List<Integer>> two = new LinkedHashMap<>();
        two.put(1, List.of());
        two.put(2, List.of(1));
        two.put(3, List.of());
        two.put(4, List.of(3));
        two.put(5, List.of(3));
        assertThat(trees(two)).extracting(tree -> tree.session().pid()).containsExactly(3, 1);
    }
}
