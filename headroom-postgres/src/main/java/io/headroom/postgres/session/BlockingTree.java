package io.headroom.postgres.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session and those that wait for it, directly and in turn. The root waits for nobody. Who waits
/// for several stands once, as near to the root as can be; [Session#blockedBy] names them all.
///
/// @param session who blocks
/// @param waits what it waits for itself; null for a root
/// @param cycle whether it waits for itself through others: a deadlock that the server has not
///   resolved yet, which it does after `deadlock_timeout`, 1 s by default. A cycle has no root; it
///   is drawn from its lowest process
/// @param blocks who waits for it
public record BlockingTree(
        Session session, @Nullable LockWait waits, boolean cycle, List<BlockingTree> blocks) {

    public BlockingTree {
        blocks = List.copyOf(blocks);
    }

    /// How many sessions wait below it.
    public int blocked() {
        int count = blocks.size();
        for (BlockingTree each : blocks) {
            count += each.blocked();
        }
        return count;
    }
}
