package io.headroom.postgres.statement;

import io.headroom.postgres.jdbc.Execution;
import io.headroom.postgres.plan.BoundValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// One text that the service ran: who asked for it, with which types and values.
final class SeenText {

    /// A text is rarely run from more routes, or with more combinations of types.
    private static final int MOST_ENDPOINTS = 16;

    private static final int MOST_VARIANTS = 8;

    /// The first executions are looked at, then one of so many.
    private static final int FIRST = 8;

    private static final int ONE_OF = 256;

    /// Of statements with more parameters (bulk inserts) no values are kept.
    private static final int MOST_PARAMETERS = 64;

    private final String sql;
    private final String nativeSql;
    private final List<Boolean> keepable;
    private final int maxSamples;
    private final Map<String, LongAdder> nanosByEndpoint = new ConcurrentHashMap<>();

    /// Guarded by this.
    private final Map<List<String>, Variant> variants = new LinkedHashMap<>();

    /// Guarded by this.
    private final List<List<@Nullable Object>> samples = new ArrayList<>();

    /// Written without a lock: a lost count only shifts which execution is looked at.
    private int executions;

    private int lookedAtExecutions = -1;
    private int idleRounds;

    /// One statement of the server: the text with these types of parameters.
    static final class Variant {
        final List<String> types;
        volatile String queryId = "";
        int attempts;

        Variant(List<String> types) {
            this.types = types;
        }
    }

    SeenText(String sql, List<Boolean> keepable, int maxSamples) {
        this.sql = sql;
        this.nativeSql = QueryIds.nativeSql(sql);
        this.keepable = keepable;
        this.maxSamples = maxSamples;
    }

    String sql() {
        return sql;
    }

    /// As the driver sends it, with `$1` for `?`; empty when it sends several statements.
    String nativeSql() {
        return nativeSql;
    }

    void executed(Execution execution) {
        String endpoint = execution.endpoint();
        if (!endpoint.isEmpty()) {
            LongAdder nanos = nanosByEndpoint.get(endpoint);
            if (nanos == null && nanosByEndpoint.size() < MOST_ENDPOINTS) {
                nanos = nanosByEndpoint.computeIfAbsent(endpoint, _ -> new LongAdder());
            }
            if (nanos != null) {
                nanos.add(execution.nanos());
            }
        }
        int number = executions++;
        if ((number < FIRST || number % ONE_OF == 0) && execution.error() == null) {
            look(execution.binds());
        }
    }

    private synchronized void look(List<@Nullable Object> binds) {
        List<String> types = binds.stream().map(BoundValue::type).toList();
        if (variants.size() < MOST_VARIANTS || variants.containsKey(types)) {
            variants.computeIfAbsent(types, Variant::new);
        }
        if (maxSamples > 0 && isKeepable(binds) && !samples.contains(binds)) {
            if (samples.size() == maxSamples) {
                samples.remove(1 % maxSamples); // the first one stays: plans are compared by it
            }
            samples.add(Collections.unmodifiableList(new ArrayList<@Nullable Object>(binds)));
        }
    }

    private boolean isKeepable(List<@Nullable Object> binds) {
        if (binds.size() != keepable.size() || binds.size() > MOST_PARAMETERS) {
            return false;
        }
        for (int i = 0; i < binds.size(); i++) {
            boolean named = keepable.get(i) || binds.get(i) == null;
            if (!named || !Secrets.isKeepable(binds.get(i))) {
                return false;
            }
        }
        return true;
    }

    synchronized List<Variant> variants() {
        return List.copyOf(variants.values());
    }

    /// The types of the parameters with which the text is this statement of the server; empty when
    /// that is not known.
    synchronized List<String> types(String queryId) {
        if (variants.size() == 1) {
            return variants.values().iterator().next().types;
        }
        return variants.values().stream()
                .filter(variant -> variant.queryId.equals(queryId))
                .map(variant -> variant.types)
                .findFirst()
                .orElse(List.of());
    }

    /// The oldest first.
    synchronized List<List<@Nullable Object>> samples() {
        return List.copyOf(samples);
    }

    Map<String, Long> nanosByEndpoint() {
        Map<String, Long> nanos = new LinkedHashMap<>();
        nanosByEndpoint.forEach((endpoint, sum) -> nanos.put(endpoint, sum.sum()));
        return nanos;
    }

    /// How many rounds have passed since it last ran; asked once a round.
    int idleRounds() {
        int now = executions;
        idleRounds = now == lookedAtExecutions ? idleRounds + 1 : 0;
        lookedAtExecutions = now;
        return idleRounds;
    }
}
