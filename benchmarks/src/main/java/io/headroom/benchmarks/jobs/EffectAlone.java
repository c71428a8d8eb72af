package io.headroom.benchmarks.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/// No library, no jobs: only what each of them does, by as many threads. No library whose jobs have
/// a transaction of their own can do more.
final class EffectAlone implements Contender {

    private static final int JOBS = 40_000;
    private static final int CHUNK = 100;
    private static final int THREADS = 32;

    @Override
    public String title() {
        return "the insert alone, without jobs";
    }

    @Override
    public int jobs(boolean inserting) {
        return inserting ? JOBS : 0;
    }

    @Override
    public void fill(DataSource database, int jobs) throws Exception {
        BenchServer.execute(
                database,
                """
                CREATE TABLE chunk (id bigint PRIMARY KEY);
                INSERT INTO chunk SELECT generate_series(1, %d);
                CREATE SEQUENCE chunk_id
                """
                        .formatted(Math.ceilDiv(jobs, CHUNK)));
    }

    @Override
    public String left() {
        return "chunk";
    }

    @Override
    public void work(DataSource database, Effect effect) {
        for (int i = 0; i < THREADS; i++) {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            while (isOneMore(database, effect)) {}
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }
    }

    private static boolean isOneMore(DataSource database, Effect effect) throws SQLException {
        long chunk;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT id FROM chunk WHERE id = (SELECT nextval('chunk_id'))")) {
            if (!row.next()) {
                return false;
            }
            chunk = row.getLong(1);
        }
        for (int i = 0; i < CHUNK; i++) {
            effect.run();
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("DELETE FROM chunk WHERE id = ?")) {
            statement.setLong(1, chunk);
            statement.executeUpdate();
        }
        return true;
    }
}
