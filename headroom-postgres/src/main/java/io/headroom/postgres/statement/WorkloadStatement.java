package io.headroom.postgres.statement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One statement of a [Workload]: all executions that differ only in their values.
///
/// @param queryId its `pg_stat_statements.queryid`, a signed decimal
/// @param sql its text with `$1`, `$2` … in the place of values: the service's own where it was
///   seen, with the constants that stand in it, else as `pg_stat_statements` holds it, without any
/// @param types the types of its parameters in order, as the service bound them and
///   [io.headroom.postgres.plan.BoundValue#type] names them; empty when it was not seen, in which
///   case the server infers them where it can
/// @param calls how often it ran in the observed time
/// @param meanMillis the mean of its execution time on the server, in milliseconds
/// @param endpoints the routes whose requests ran it, the one with the most time first; empty when
///   it was never seen inside a request of this process
/// @param samples values that it was run with, each a list by parameter of `sql`; empty when none
///   were seen, or when some may be secret. They are real values of the service's data: never log
///   or show them
public record WorkloadStatement(
        String queryId,
        String sql,
        List<String> types,
        double calls,
        double meanMillis,
        List<String> endpoints,
        List<List<@Nullable Object>> samples) {

    public WorkloadStatement {
        types = List.copyOf(types);
        endpoints = List.copyOf(endpoints);
        List<List<@Nullable Object>> copies = new ArrayList<>();
        for (List<@Nullable Object> sample : samples) {
            copies.add(Collections.unmodifiableList(new ArrayList<@Nullable Object>(sample)));
        }
        samples = List.copyOf(copies);
    }

    /// A statement whose parameters' types are left to its samples and the server.
    public WorkloadStatement(
            String queryId,
            String sql,
            double calls,
            double meanMillis,
            List<String> endpoints,
            List<List<@Nullable Object>> samples) {
        this(queryId, sql, List.of(), calls, meanMillis, endpoints, samples);
    }

    /// What it cost in the observed time, in milliseconds.
    public double totalMillis() {
        return calls * meanMillis;
    }

    /// Without the samples, which no log may hold.
    @Override
    public String toString() {
        return "WorkloadStatement[queryId=%s, calls=%s, meanMillis=%s, endpoints=%s, samples=%d, sql=%s]"
                .formatted(queryId, calls, meanMillis, endpoints, samples.size(), sql);
    }
}
