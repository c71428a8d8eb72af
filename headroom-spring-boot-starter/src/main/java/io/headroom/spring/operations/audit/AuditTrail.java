package io.headroom.spring.operations.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last thousand calls of operators, and the last hundred of others who tried, so that these
/// cannot drive out the former; and a line of the log for each. Safe for use by many threads.
final class AuditTrail {

    private static final Logger LOG = LoggerFactory.getLogger("io.headroom.audit.operations");
    private static final int MOST = 1_000;
    private static final int MOST_DENIED = 100;

    private final Deque<AuditEntry> entries = new ArrayDeque<>();
    private final Deque<AuditEntry> denied = new ArrayDeque<>();

    void add(AuditEntry entry) {
        boolean refused = entry.status() == 401 || entry.status() == 403;
        LOG.atInfo()
                .addKeyValue("operator", entry.operator())
                .addKeyValue("method", entry.method())
                .addKeyValue("path", entry.path())
                .addKeyValue("parameters", entry.parameters())
                .addKeyValue("status", entry.status())
                .addKeyValue("client", entry.client())
                .log(
                        "{} {} by {}: {}",
                        entry.method(),
                        entry.path(),
                        entry.operator(),
                        entry.status());
        synchronized (this) {
            Deque<AuditEntry> to = refused ? denied : entries;
            to.addFirst(entry);
            if (to.size() > (refused ? MOST_DENIED : MOST)) {
                to.removeLast();
            }
        }
    }

    /// The newest first.
    synchronized List<AuditEntry> latest(int most) {
        List<AuditEntry> all = new ArrayList<>(entries);
        all.addAll(denied);
        return all.stream()
                .sorted(Comparator.comparing(AuditEntry::at).reversed())
                .limit(most)
                .toList();
    }
}
