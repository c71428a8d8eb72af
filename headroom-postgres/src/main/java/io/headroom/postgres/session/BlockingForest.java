package io.headroom.postgres.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Makes trees of who waits for whom.
///
/// In a convoy each session waits for all before it, so drawn as it is the forest would grow with
/// the power of two. Each session is therefore drawn once, found breadth first from the roots.
/// Cycles are what is left when everybody who waits for nobody, and then everybody for whom nobody
/// waits, is taken away in turn (Kahn, 1962). Both take time linear in the edges.
final class BlockingForest {

    private final Map<Integer, Session> sessions;
    private final Map<Integer, LockWait> waits;
    private final Map<Integer, List<Integer>> blocks = new TreeMap<>();
    private final Map<Integer, List<Integer>> drawnBelow = new HashMap<>();
    private final Set<Integer> drawn = new HashSet<>();

    private BlockingForest(Map<Integer, Session> sessions, Map<Integer, LockWait> waits) {
        this.sessions = sessions;
        this.waits = waits;
        for (Session session : sessions.values()) {
            for (int blocker : session.blockedBy()) {
                blocks.computeIfAbsent(blocker, pid -> new ArrayList<>()).add(session.pid());
            }
        }
    }

    /// The trees of one look, the one that blocks most first.
    static List<BlockingTree> trees(Map<Integer, Session> sessions, Map<Integer, LockWait> waits) {
        return new BlockingForest(sessions, waits).trees();
    }

    /// A session waits for one lock at a time.
    static Map<Integer, LockWait> byPid(List<LockWait> waits) {
        Map<Integer, LockWait> byPid = new HashMap<>();
        waits.forEach(each -> byPid.putIfAbsent(each.pid(), each));
        return byPid;
    }

    private List<BlockingTree> trees() {
        Set<Integer> cycles = cycles();
        List<Integer> starts = new ArrayList<>();
        for (int pid : blocks.keySet()) {
            if (blockersOf(pid).isEmpty()) {
                starts.add(pid);
                draw(pid);
            }
        }
        for (int pid : blocks.keySet()) {
            if (cycles.contains(pid) && !drawn.contains(pid)) {
                starts.add(pid);
                draw(pid);
            }
        }
        return starts.stream()
                .map(pid -> tree(pid, cycles))
                .sorted(Comparator.comparingInt(BlockingTree::blocked).reversed())
                .toList();
    }

    private List<Integer> blockersOf(int pid) {
        Session session = sessions.get(pid);
        return session == null ? List.of() : session.blockedBy();
    }

    private void draw(int start) {
        Deque<Integer> next = new ArrayDeque<>();
        drawn.add(start);
        next.add(start);
        while (!next.isEmpty()) {
            int pid = next.remove();
            for (int waiting : blocks.getOrDefault(pid, List.of())) {
                if (drawn.add(waiting)) {
                    drawnBelow.computeIfAbsent(pid, p -> new ArrayList<>()).add(waiting);
                    next.add(waiting);
                }
            }
        }
    }

    private BlockingTree tree(int pid, Set<Integer> cycles) {
        Session known = sessions.get(pid);
        return new BlockingTree(
                known == null ? Session.unknown(pid) : known,
                waits.get(pid),
                cycles.contains(pid),
                drawnBelow.getOrDefault(pid, List.of()).stream()
                        .map(each -> tree(each, cycles))
                        .toList());
    }

    private Set<Integer> cycles() {
        Set<Integer> left = new HashSet<>(blocks.keySet());
        sessions.values().stream()
                .filter(each -> !each.blockedBy().isEmpty())
                .forEach(each -> left.add(each.pid()));
        Map<Integer, List<Integer>> blockers = new HashMap<>();
        for (int pid : left) {
            blockers.put(pid, blockersOf(pid));
        }
        peel(left, blockers, blocks);
        peel(left, blocks, blockers);
        return left;
    }

    /// Takes away, in turn, whoever has nobody left in `needs`; `neededBy` is its reverse.
    private static void peel(
            Set<Integer> left,
            Map<Integer, List<Integer>> needs,
            Map<Integer, List<Integer>> neededBy) {
        Map<Integer, Integer> open = new HashMap<>();
        Deque<Integer> free = new ArrayDeque<>();
        for (int pid : left) {
            int count =
                    (int)
                            needs.getOrDefault(pid, List.of()).stream()
                                    .filter(left::contains)
                                    .count();
            open.put(pid, count);
            if (count == 0) {
                free.add(pid);
            }
        }
        while (!free.isEmpty()) {
            int pid = free.remove();
            left.remove(pid);
            for (int other : neededBy.getOrDefault(pid, List.of())) {
                if (left.contains(other) && open.merge(other, -1, Integer::sum) == 0) {
                    free.add(other);
                }
            }
        }
    }
}
