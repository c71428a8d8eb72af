package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Writes jobs. Which clock a job is due by is the database's.
final class Enqueue {

    /// The row of a job from its parameters, with `due` worked out first.
    private static final String COLUMNS =
            """
            headroom_job (queue, lane, kind, state, rank, run_at, priority, tenant, unique_key, correlation_id, payload)
            """;

    private static final String ONE =
            "INSERT INTO "
                    + COLUMNS
                    + """
                    SELECT ?, ?, ?, CASE WHEN due > clock_timestamp() THEN 0 ELSE 1 END,
                           floor(extract(epoch FROM due) * 1000)::bigint - ?, due, ?, ?, ?, ?, ?
                    FROM (SELECT coalesce(?::timestamptz, clock_timestamp() + ? * interval '1 millisecond') AS due
                          OFFSET 0) AS d
                    """;

    private static final String ONE_WHILE_ALIVE =
            ONE + " ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO NOTHING RETURNING id";

    /// The key's row decides: who may not write it finds no row here, and enqueues nothing.
    private static final String ONE_WITHIN =
            """
            WITH key AS (
                INSERT INTO headroom_job_key AS k (unique_key, expires_at)
                VALUES (?, clock_timestamp() + ? * interval '1 millisecond')
                ON CONFLICT (unique_key) DO UPDATE SET expires_at = excluded.expires_at
                WHERE k.expires_at <= clock_timestamp()
                RETURNING 1)
            """
                    + ONE
                    + " WHERE EXISTS (SELECT FROM key) RETURNING id";

    private static final String MANY =
            "INSERT INTO "
                    + COLUMNS
                    + """
                    SELECT queue, lane, kind, CASE WHEN due > clock_timestamp() THEN 0 ELSE 1 END,
                           floor(extract(epoch FROM due) * 1000)::bigint - ahead, due, priority, tenant, NULL,
                           correlation, payload
                    FROM (SELECT *, coalesce(at, clock_timestamp() + delay * interval '1 millisecond') AS due
                          FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::smallint[], ?::text[], ?::text[],
                                      ?::text[], ?::timestamptz[], ?::bigint[])
                               AS j(queue, lane, kind, ahead, priority, tenant, correlation, payload, at, delay)
                          OFFSET 0) AS d
                    RETURNING id
                    """;

    private final Map<String, QueueOptions> queues;
    private final Payloads payloads;

    Enqueue(Map<String, QueueOptions> queues, Payloads payloads) {
        this.queues = queues;
        this.payloads = payloads;
    }

    QueueOptions queue(String name) {
        QueueOptions options = queues.get(name);
        if (options == null) {
            throw new UnknownQueueException(name, queues.keySet());
        }
        return options;
    }

    Enqueued one(Connection connection, NewJob<?> job) throws SQLException {
        Row row = row(job);
        return switch (job.unique()) {
            case NewJob.Unique.No no -> insert(connection, ONE + " RETURNING id", row, "", 0, "");
            case NewJob.Unique.WhileAlive(String key) ->
                    insert(connection, ONE_WHILE_ALIVE, row, uniqueKey(job, key), 0, key);
            case NewJob.Unique.Within(String key, var period) ->
                    insert(
                            connection,
                            ONE_WITHIN,
                            row,
                            uniqueKey(job, key),
                            period.toMillis(),
                            key);
        };
    }

    private static String uniqueKey(NewJob<?> job, String key) {
        return job.type().name() + ":" + key;
    }

    private static Enqueued insert(
            Connection connection,
            String sql,
            Row row,
            String uniqueKey,
            long periodMillis,
            String key)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int i = 0;
            if (periodMillis > 0) {
                statement.setString(++i, uniqueKey);
                statement.setLong(++i, periodMillis);
            }
            statement.setString(++i, row.queue);
            statement.setString(++i, row.lane);
            statement.setString(++i, row.kind);
            statement.setLong(++i, row.aheadMillis);
            statement.setShort(++i, row.priority);
            statement.setString(++i, row.tenant);
            if (uniqueKey.isEmpty() || periodMillis > 0) {
                statement.setNull(++i, Types.VARCHAR);
            } else {
                statement.setString(++i, uniqueKey);
            }
            statement.setString(++i, row.correlationId);
            statement.setString(++i, row.payload);
            if (row.at.isEmpty()) {
                statement.setNull(++i, Types.VARCHAR);
            } else {
                statement.setString(++i, row.at);
            }
            statement.setLong(++i, row.delayMillis);
            try (ResultSet ids = statement.executeQuery()) {
                return ids.next()
                        ? new Enqueued.Accepted(ids.getLong(1))
                        : new Enqueued.Duplicate(key);
            }
        }
    }

    /// Jobs without unique keys go in one statement; the others one by one.
    List<Enqueued> many(Connection connection, List<? extends NewJob<?>> jobs) throws SQLException {
        List<Enqueued> all = new ArrayList<>(jobs.size());
        List<Row> plain = new ArrayList<>();
        for (NewJob<?> job : jobs) {
            if (job.unique() instanceof NewJob.Unique.No) {
                plain.add(row(job));
            }
        }
        Iterator<Long> ids =
                plain.isEmpty() ? List.<Long>of().iterator() : insert(connection, plain);
        for (NewJob<?> job : jobs) {
            all.add(
                    job.unique() instanceof NewJob.Unique.No
                            ? new Enqueued.Accepted(ids.next())
                            : one(connection, job));
        }
        return all;
    }

    /// The numbers in the order of the rows, which INSERT … SELECT FROM unnest keeps.
    private static Iterator<Long> insert(Connection connection, List<Row> rows)
            throws SQLException {
        List<Long> ids = new ArrayList<>(rows.size());
        try (PreparedStatement statement = connection.prepareStatement(MANY)) {
            bind(connection, statement, rows);
            try (ResultSet inserted = statement.executeQuery()) {
                while (inserted.next()) {
                    ids.add(inserted.getLong(1));
                }
            }
        }
        return ids.iterator();
    }

    private static void bind(Connection connection, PreparedStatement statement, List<Row> rows)
            throws SQLException {
        int i = 0;
        statement.setArray(
                ++i, connection.createArrayOf("text", rows.stream().map(r -> r.queue).toArray()));
        statement.setArray(
                ++i, connection.createArrayOf("text", rows.stream().map(r -> r.lane).toArray()));
        statement.setArray(
                ++i, connection.createArrayOf("text", rows.stream().map(r -> r.kind).toArray()));
        statement.setArray(
                ++i,
                connection.createArrayOf(
                        "bigint", rows.stream().map(r -> r.aheadMillis).toArray()));
        statement.setArray(
                ++i,
                connection.createArrayOf("smallint", rows.stream().map(r -> r.priority).toArray()));
        statement.setArray(
                ++i, connection.createArrayOf("text", rows.stream().map(r -> r.tenant).toArray()));
        statement.setArray(
                ++i,
                connection.createArrayOf(
                        "text", rows.stream().map(r -> r.correlationId).toArray()));
        statement.setArray(
                ++i, connection.createArrayOf("text", rows.stream().map(r -> r.payload).toArray()));
        statement.setArray(
                ++i,
                connection.createArrayOf(
                        "timestamptz",
                        rows.stream().map(r -> r.at.isEmpty() ? null : r.at).toArray()));
        statement.setArray(
                ++i,
                connection.createArrayOf(
                        "bigint", rows.stream().map(r -> r.delayMillis).toArray()));
    }

    private Row row(NewJob<?> job) {
        QueueOptions options = queue(job.queue());
        String at = "";
        long delayMillis = 0;
        switch (job.start()) {
            case NewJob.Start.Now now -> {}
            case NewJob.Start.After(var delay) -> delayMillis = delay.toMillis();
            case NewJob.Start.At(var instant) -> at = instant.toString();
        }
        return new Row(
                job.queue(),
                options.fair() ? job.tenant() : "",
                job.type().kind(job.type().version()),
                job.priority() * options.aging().toMillis(),
                (short) job.priority(),
                job.tenant(),
                job.correlationId(),
                payloads.write("the payload of a job '" + job.type().name() + "'", job.payload()),
                at,
                delayMillis);
    }

    private record Row(
            String queue,
            String lane,
            String kind,
            long aheadMillis,
            short priority,
            String tenant,
            String correlationId,
            String payload,
            String at,
            long delayMillis) {}
}
