package io.headroom.postgres.index;

import io.headroom.core.Bytes;
import io.headroom.postgres.index.IndexChange.Built;
import io.headroom.postgres.index.IndexChange.Step;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The table `headroom.headroom_index_change` and the steps of each change.
///
/// @param node what this node is called in the steps
/// @param time the node's clock
record ChangeTable(String node, InstantSource time) {

    private static final String DDL = "headroom_index_change.sql";
    private static final int LONGEST_TEXT = 2_000;

    private static final String COLUMNS =
            """
            SELECT /* headroom */ id, suggestion_id, table_schema, table_name, index_name, create_sql, reason,
                   confidence, predicted_saving, predicted_write_cost, predicted_bytes, query_ids,
                   requested_by, state, state_reason, note, attempts, failure, proposed_at,
                   state_since, window_from, index_definition, index_bytes, build_millis,
                   measured_saving
            FROM headroom.headroom_index_change
            """;

    boolean exists(Connection connection) throws SQLException {
        String sql =
                "SELECT /* headroom */ to_regclass('headroom.headroom_index_effect') IS NOT NULL";
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /// Makes the tables unless they are there. Nodes that begin together do it one after the other:
    /// `IF NOT EXISTS` alone would make one of them fail.
    void create(Connection connection) throws SQLException {
        if (exists(connection)) {
            return;
        }
        Transaction.run(
                connection,
                () -> {
                    try (var statement = connection.createStatement()) {
                        statement.execute(
                                "SELECT /* headroom */ pg_advisory_xact_lock(hashtextextended('headroom.index.ddl', 0))");
                        statement.execute(ddl());
                    }
                });
    }

    private static String ddl() {
        try (InputStream file =
                Objects.requireNonNull(ChangeTable.class.getResourceAsStream(DDL), DDL)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Adds a change in state PROPOSED, unless one of the same index is on its way or kept.
    ///
    /// @return whether it was added
    boolean insert(Connection connection, IndexProposal proposal, String requestedBy)
            throws SQLException {
        String sql =
                """
                WITH /* headroom */ added AS (
                    INSERT INTO headroom.headroom_index_change
                           (suggestion_id, table_schema, table_name, index_name, create_sql, reason,
                            confidence, predicted_saving, predicted_write_cost, predicted_bytes,
                            query_ids, requested_by, state, proposed_at, state_since)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'PROPOSED', ?, ?)
                    ON CONFLICT DO NOTHING
                    RETURNING id, proposed_at)
                INSERT INTO headroom.headroom_index_step (change_id, at, state, node, detail)
                SELECT id, proposed_at, 'PROPOSED', ?, ? FROM added
                """;
        Array queryIds = connection.createArrayOf("text", proposal.queryIds().toArray());
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, proposal.suggestionId());
            statement.setString(2, proposal.schema());
            statement.setString(3, proposal.table());
            statement.setString(4, proposal.name());
            statement.setString(5, proposal.createSql());
            statement.setString(6, proposal.reason());
            statement.setString(7, proposal.confidence());
            statement.setDouble(8, proposal.predictedSaving());
            statement.setDouble(9, proposal.predictedWriteCost());
            statement.setLong(10, proposal.predictedSize().count());
            statement.setArray(11, queryIds);
            statement.setString(12, requestedBy);
            setInstant(statement, 13, time.instant());
            setInstant(statement, 14, time.instant());
            statement.setString(15, node);
            statement.setString(16, "asked for by " + requestedBy);
            return statement.executeUpdate() == 1;
        } finally {
            queryIds.free();
        }
    }

    /// What is to be done, first things first: what is to be undone, what was begun, what waits.
    List<IndexChange> open(Connection connection) throws SQLException {
        return read(
                connection,
                COLUMNS
                        + """
                        WHERE state IN ('PROPOSED', 'BUILDING', 'VERIFYING', 'REVERTING')
                        ORDER BY array_position(
                            ARRAY['REVERTING', 'BUILDING', 'VERIFYING', 'PROPOSED'], state), id
                        """);
    }

    /// The latest changes, the newest first, with their steps and effects.
    List<IndexChange> latest(Connection connection, int limit) throws SQLException {
        List<IndexChange> changes = read(connection, COLUMNS + "ORDER BY id DESC LIMIT " + limit);
        if (changes.isEmpty()) {
            return changes;
        }
        long oldest = changes.getLast().id();
        Map<Long, List<Step>> steps = steps(connection, oldest);
        Map<Long, List<StatementEffect>> effects = EffectTable.readSince(connection, oldest);
        return changes.stream()
                .map(change ->
                        change.with(effects.getOrDefault(change.id(), List.of()))
                                .with(
                                        BuildProgress.NONE,
                                        steps.getOrDefault(change.id(), List.of())))
                .toList();
    }

    private static Map<Long, List<Step>> steps(Connection connection, long oldest)
            throws SQLException {
        String sql =
                """
                SELECT /* headroom */ change_id, state, at, node, detail FROM headroom.headroom_index_step
                WHERE change_id >= ? ORDER BY at
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, oldest);
            Map<Long, List<Step>> steps = new HashMap<>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    steps.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                            .add(
                                    new Step(
                                            row.getString(2),
                                            instant(row, 3),
                                            row.getString(4),
                                            row.getString(5)));
                }
            }
            return steps;
        }
    }

    /// Brings the change into a state, unless somebody else brought it out of the one it was in.
    ///
    /// @param detail for the history; why, with figures
    /// @return whether that happened
    boolean move(Connection connection, IndexChange change, ChangeState to, String detail)
            throws SQLException {
        String sql =
                """
                WITH /* headroom */ moved AS (
                    UPDATE headroom.headroom_index_change
                    SET state = ?, state_reason = ?, measured_saving = ?, state_since = ?, note = '',
                        attempts = attempts + CASE WHEN ? = 'BUILDING' THEN 1 ELSE 0 END
                    WHERE id = ? AND state = ?
                    RETURNING id, state_since, state)
                INSERT INTO headroom.headroom_index_step (change_id, at, state, node, detail)
                SELECT id, state_since, state, ?, ? FROM moved
                """;
        double saving = to instanceof ChangeState.Kept(double measured) ? measured : Double.NaN;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, to.label());
            statement.setString(2, shortened(to.reason()));
            statement.setDouble(3, saving);
            setInstant(statement, 4, time.instant());
            statement.setString(5, to.label());
            statement.setLong(6, change.id());
            statement.setString(7, change.state().label());
            statement.setString(8, node);
            statement.setString(9, shortened(detail));
            return statement.executeUpdate() == 1;
        }
    }

    /// Notes that a window of measuring begins, or with null that none runs.
    void window(Connection connection, IndexChange change, @Nullable Instant from)
            throws SQLException {
        String sql =
                "UPDATE /* headroom */ headroom.headroom_index_change SET window_from = ? WHERE id = ?";
        try (var statement = connection.prepareStatement(sql)) {
            if (from == null) {
                statement.setNull(1, Types.TIMESTAMP_WITH_TIMEZONE);
            } else {
                setInstant(statement, 1, from);
            }
            statement.setLong(2, change.id());
            statement.executeUpdate();
        }
    }

    void built(Connection connection, IndexChange change, Built built) throws SQLException {
        String sql =
                """
                UPDATE /* headroom */ headroom.headroom_index_change
                SET index_definition = ?, index_bytes = ?, build_millis = ? WHERE id = ?
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, built.definition());
            statement.setLong(2, built.bytes());
            statement.setLong(3, built.duration().toMillis());
            statement.setLong(4, change.id());
            statement.executeUpdate();
        }
    }

    void failure(Connection connection, IndexChange change, String failure) throws SQLException {
        text(connection, change, "failure", failure);
    }

    void note(Connection connection, IndexChange change, String note) throws SQLException {
        text(connection, change, "note", note);
    }

    private void text(Connection connection, IndexChange change, String column, String value)
            throws SQLException {
        String sql =
                "UPDATE /* headroom */ headroom.headroom_index_change SET "
                        + column
                        + " = ? WHERE id = ?";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, shortened(value));
            statement.setLong(2, change.id());
            statement.executeUpdate();
        }
    }

    private static List<IndexChange> read(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            List<IndexChange> changes = new ArrayList<>();
            while (row.next()) {
                changes.add(change(row));
            }
            return changes;
        }
    }

    private static IndexChange change(ResultSet row) throws SQLException {
        @Nullable OffsetDateTime window = row.getObject("window_from", OffsetDateTime.class);
        return new IndexChange(
                row.getLong("id"),
                proposal(row),
                row.getString("requested_by"),
                ChangeState.of(
                        row.getString("state"),
                        row.getString("state_reason"),
                        row.getDouble("measured_saving")),
                row.getInt("attempts"),
                row.getString("failure"),
                instant(row, row.findColumn("proposed_at")),
                instant(row, row.findColumn("state_since")),
                window == null ? null : window.toInstant(),
                new Built(
                        row.getString("index_definition"),
                        row.getLong("index_bytes"),
                        Duration.ofMillis(row.getLong("build_millis"))),
                row.getString("note"),
                List.of(),
                BuildProgress.NONE,
                List.of());
    }

    private static IndexProposal proposal(ResultSet row) throws SQLException {
        return new IndexProposal(
                row.getString("suggestion_id"),
                row.getString("table_schema"),
                row.getString("table_name"),
                row.getString("index_name"),
                row.getString("create_sql"),
                row.getString("reason"),
                row.getString("confidence"),
                row.getDouble("predicted_saving"),
                row.getDouble("predicted_write_cost"),
                Bytes.of(row.getLong("predicted_bytes")),
                List.of((String[]) row.getArray("query_ids").getArray()));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static void setInstant(PreparedStatement statement, int index, Instant instant)
            throws SQLException {
        statement.setObject(index, instant.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_TEXT));
    }
}
