package io.headroom.benchmarks.statements;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import io.headroom.postgres.statement.SeenStatements;
import io.headroom.postgres.statement.StatementFigures;
import io.headroom.postgres.statement.StatementOptions;
import io.headroom.postgres.statement.StatementWatch;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/// `./headroom bench statement-watch`: what a round of the watch over statements takes when the
/// server knows many, and how much of it the server and this process compute.
public final class StatementRounds {

    private static final int[] KNOWN = {100, 1_000, 4_000};
    private static final int WARM_UP = 20;
    private static final int ROUNDS = 51;
    private static final LongSupplier NANO_TIME = System::nanoTime;

    private StatementRounds() {}

    /// Prints a line for each number of statements.
    ///
    /// @param arguments none
    public static void main(String[] arguments) throws SQLException {
        System.out.println(
                "statements known | round, median | of it on the server | processor here");
        for (int known : KNOWN) {
            try (EmbeddedPostgres server = EmbeddedPostgres.start(PostgresOptions.temporary());
                    HikariDataSource pool = new HikariDataSource()) {
                pool.setDataSource(server.dataSource());
                pool.setMaximumPoolSize(2);
                measure(pool, known);
            }
        }
    }

    private static void measure(DataSource source, int known) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                StatementWatch watch = watch(source)) {
            statement.execute("CREATE EXTENSION pg_stat_statements");
            watch.collect();
            for (int i = 0; i < known; i++) {
                statement.execute(distinct(i));
            }
            for (int i = 0; i < WARM_UP; i++) {
                watch.collect();
            }
            double before = serverMillis(statement);
            long[] nanos = new long[ROUNDS];
            long processor = processorNanos();
            for (int i = 0; i < ROUNDS; i++) {
                long start = NANO_TIME.getAsLong();
                watch.collect();
                nanos[i] = NANO_TIME.getAsLong() - start;
            }
            processor = processorNanos() - processor;
            double server = (serverMillis(statement) - before) / ROUNDS;
            Arrays.sort(nanos);
            System.out.printf(
                    Locale.ROOT,
                    "%16d | %10.2f ms | %16.2f ms | %11.2f ms   (%d kept)%n",
                    known,
                    nanos[ROUNDS / 2] / 1e6,
                    server,
                    processor / 1e6 / ROUNDS,
                    watch.figures().stream().map(StatementFigures::queryId).count());
        }
    }

    /// Constants of different types make different statements.
    private static String distinct(int number) {
        StringBuilder sql = new StringBuilder("SELECT 'text'");
        for (int bit = 0; bit < 13; bit++) {
            sql.append((number >> bit & 1) == 0 ? ", 1" : ", true");
        }
        return sql.toString();
    }

    private static StatementWatch watch(DataSource source) {
        StatementOptions options = StatementOptions.defaults();
        return new StatementWatch(
                source, new SeenStatements(options), options, InstantSource.system());
    }

    private static double serverMillis(Statement statement) throws SQLException {
        String sql =
                """
                SELECT sum(total_exec_time) FROM pg_stat_statements
                WHERE query LIKE '%/* headroom */%'
                """;
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
