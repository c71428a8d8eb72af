package io.headroom.spring.database;

import io.headroom.postgres.plan.FreeSqlAudit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes each request to explain free SQL into the log, without its constants, and counts it. Safe
/// for use by many threads.
final class FreeSqlLog implements FreeSqlAudit {

    /// Verdicts, as metrics name them.
    static final String[] VERDICTS = {"explained", "failed", "refused", "rate limited"};

    private static final Logger LOG = LoggerFactory.getLogger("io.headroom.audit.free-sql");

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    @Override
    public void asked(String caller, String maskedSql, boolean analyze, String verdict) {
        for (String each : VERDICTS) {
            if (verdict.startsWith(each)) {
                counts.computeIfAbsent(each, _ -> new LongAdder()).increment();
            }
        }
        // A line break would let a text write a line of its own.
        String line = maskedSql.replaceAll("\\p{Cntrl}+", " ");
        LOG.info("{} asked to explain (analyze {}): {}: {}", caller, analyze, verdict, line);
    }

    long count(String verdict) {
        LongAdder count = counts.get(verdict);
        return count == null ? 0 : count.sum();
    }
}
