package io.headroom.jobs;

import io.headroom.jobs.JobFigures.NodeFigures;
import io.headroom.jobs.JobFigures.QueueFigures;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Counts what stands in the tables.
final class Census {

    private static final String JOBS =
            """
            SELECT queue, kind, state, count(*),
                   (extract(epoch FROM statement_timestamp() - min(run_at)) * 1000)::bigint AS oldest
            FROM headroom_job GROUP BY queue, kind, state
            """;

    private static final String DEAD =
            "SELECT queue, count(*) FROM (SELECT queue FROM headroom_job_dead LIMIT 100000) AS d GROUP BY queue";

    private static final String NODES =
            """
            SELECT id, name, started_at, kinds,
                   (extract(epoch FROM expires_at - statement_timestamp()) * 1000)::bigint AS left_millis
            FROM headroom_job_node ORDER BY id
            """;

    private Census() {}

    private static final class Count {
        private long ready;
        private long scheduled;
        private long leased;
        private long dead;
        private long oldestMillis;
        private final Set<String> unhandled = new TreeSet<>();
    }

    static JobFigures take(Connection connection, Set<String> declared) throws SQLException {
        List<NodeFigures> nodes = new ArrayList<>();
        Set<String> handled = new HashSet<>();
        Map<String, Count> counts = new TreeMap<>();
        declared.forEach(queue -> counts.put(queue, new Count()));
        Set<String> paused = new HashSet<>();
        long dead = 0;
        Instant at;
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(NODES)) {
                while (row.next()) {
                    Duration left = Duration.ofMillis(row.getLong("left_millis"));
                    nodes.add(
                            new NodeFigures(
                                    row.getLong("id"),
                                    row.getString("name"),
                                    row.getObject("started_at", OffsetDateTime.class).toInstant(),
                                    left));
                    if (!left.isNegative()) {
                        handled.addAll(List.of((String[]) row.getArray("kinds").getArray()));
                    }
                }
            }
            try (ResultSet row = statement.executeQuery(JOBS)) {
                while (row.next()) {
                    add(
                            row,
                            counts.computeIfAbsent(row.getString(1), queue -> new Count()),
                            handled);
                }
            }
            try (ResultSet row = statement.executeQuery(DEAD)) {
                while (row.next()) {
                    counts.computeIfAbsent(row.getString(1), queue -> new Count()).dead =
                            row.getLong(2);
                    dead += row.getLong(2);
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT queue FROM headroom_job_pause")) {
                while (row.next()) {
                    paused.add(row.getString(1));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT statement_timestamp()")) {
                row.next();
                at = row.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
        List<QueueFigures> queues = new ArrayList<>();
        counts.forEach((name, count) ->
                queues.add(
                        new QueueFigures(
                                name,
                                count.ready,
                                count.scheduled,
                                count.leased,
                                count.dead,
                                Duration.ofMillis(Math.max(0, count.oldestMillis)),
                                paused.contains(name),
                                List.copyOf(count.unhandled))));
        return new JobFigures(
                at,
                nodes,
                queues,
                dead,
                JobRecords.dead(connection, "", JobFigures.NEWEST_DEAD),
                "");
    }

    private static void add(ResultSet row, Count count, Set<String> handled) throws SQLException {
        long jobs = row.getLong(4);
        String kind = row.getString(2);
        switch (row.getInt(3)) {
            case 0 -> count.scheduled += jobs;
            case 1 -> {
                count.ready += jobs;
                count.oldestMillis = Math.max(count.oldestMillis, row.getLong(5));
            }
            default -> count.leased += jobs;
        }
        if (row.getInt(3) < 2 && !handled.contains(kind)) {
            count.unhandled.add(kind);
        }
    }
}
