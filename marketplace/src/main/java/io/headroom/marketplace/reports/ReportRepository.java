package io.headroom.marketplace.reports;

import static java.sql.Types.VARCHAR;

import io.headroom.marketplace.catalog.DayRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The rows of reports.
final class ReportRepository {

    private static final String MERCHANT = "SELECT name FROM merchant WHERE id = :id";

    private static final String INSERT =
            """
            INSERT INTO report (merchant_id, type, format, from_day, to_day, email, requested_at)
            VALUES (:merchant, 'sales', :format, :from, :to, :email, :at)
            RETURNING id
            """;

    private static final String FIND = "SELECT * FROM report WHERE id = :id";

    private static final String BEGIN =
            "UPDATE report SET state = 'running', problem = NULL WHERE id = :id AND state <> 'ready'";

    private static final String FAIL =
            "UPDATE report SET state = 'failed', problem = :problem WHERE id = :id AND state <> 'ready'";

    private static final String FINISH =
            """
            UPDATE report SET state = 'ready', problem = NULL, file = :file, bytes = :bytes, sha256 = :sha256,
                finished_at = :at
            WHERE id = :id AND state <> 'ready'
            """;

    private static final String FORGET =
            "DELETE FROM report WHERE requested_at < :before RETURNING coalesce(file, '')";

    private static final int LONGEST_PROBLEM = 500;

    private final JdbcClient jdbc;

    ReportRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What a merchant is called; empty when there is no such merchant.
    Optional<String> merchant(int id) {
        return jdbc.sql(MERCHANT).param("id", id).query(String.class).optional();
    }

    long insert(
            int merchant, Report.Format format, DayRange days, @Nullable String email, Instant at) {
        return jdbc.sql(INSERT)
                .param("merchant", merchant)
                .param("format", format.label())
                .param("from", days.from())
                .param("to", days.to())
                .param("email", email, VARCHAR)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }

    Optional<Report> find(long id) {
        return jdbc.sql(FIND).param("id", id).query((row, number) -> report(row)).optional();
    }

    private static Report report(ResultSet row) throws SQLException {
        OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
        return new Report(
                row.getLong("id"),
                row.getInt("merchant_id"),
                row.getString("type"),
                Report.Format.valueOf(row.getString("format").toUpperCase(Locale.ROOT)),
                row.getObject("from_day", LocalDate.class),
                row.getObject("to_day", LocalDate.class),
                row.getString("state"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                finished == null ? null : finished.toInstant(),
                row.getObject("bytes", Long.class),
                row.getString("sha256"),
                row.getString("problem"),
                row.getString("email"),
                row.getString("file"));
    }

    void begin(long id) {
        jdbc.sql(BEGIN).param("id", id).update();
    }

    void fail(long id, String problem) {
        jdbc.sql(FAIL)
                .param("id", id)
                .param("problem", problem.substring(0, Math.min(problem.length(), LONGEST_PROBLEM)))
                .update();
    }

    /// Says that it is ready.
    ///
    /// @return false when another run was faster
    boolean finish(long id, String file, long bytes, String sha256, Instant at) {
        return jdbc.sql(FINISH)
                        .param("id", id)
                        .param("file", file)
                        .param("bytes", bytes)
                        .param("sha256", sha256)
                        .param("at", at.atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /// Forgets reports that were asked for before.
    ///
    /// @return their files; empty names for those without
    List<String> forget(Instant before) {
        return jdbc.sql(FORGET)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .query((row, number) -> row.getString(1))
                .list();
    }
}
