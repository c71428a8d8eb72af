package io.headroom.postgres.maintenance;

import io.headroom.postgres.maintenance.Question.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What the role may see of this server, and what the server has.
///
/// @param version the server's
/// @param replica whether it is a standby
/// @param role who asks
/// @param seesSessions whether it sees the transactions of other users' sessions
/// @param unreadableTables how many tables it may not read, and so neither their statistics
/// @param measuringFunction `pgstattuple_approx` with its schema; empty without
record Abilities(
        String version,
        boolean replica,
        String role,
        boolean seesSessions,
        long unreadableTables,
        String measuringFunction) {

    private static final Question QUESTION = Question.of("abilities");

    static Abilities read(Connection connection) throws SQLException {
        Row row = QUESTION.ask(connection).getFirst();
        return new Abilities(
                row.text("version"),
                row.is("replica"),
                row.text("role"),
                row.is("seesSessions"),
                row.number("unreadableTables"),
                row.text("measuringFunction"));
    }

    List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>();
        if (!seesSessions) {
            gaps.add(
                    new Gap(
                            "held-horizons",
                            "sessions of other users that hold back VACUUM are not seen",
                            "GRANT pg_monitor TO " + role));
        }
        if (unreadableTables > 0) {
            gaps.add(
                    new Gap(
                            "table-bloat",
                            "bloat and missing statistics of "
                                    + unreadableTables
                                    + " tables are not seen, since their statistics may not be read",
                            "GRANT pg_read_all_data TO " + role + " (PostgreSQL 14), or SELECT"));
        }
        if (replica) {
            gaps.add(
                    new Gap(
                            "optimize",
                            "this is a standby: nothing can be done here, and its counters are its"
                                    + " own",
                            "ask the primary"));
        }
        return gaps;
    }
}
