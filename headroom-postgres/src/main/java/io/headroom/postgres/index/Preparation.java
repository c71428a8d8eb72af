package io.headroom.postgres.index;

import java.sql.Connection;
import java.sql.SQLException;

/// The checks before a build, with what they need.
record Preparation(IndexChangeOptions options, DiskSpace diskSpace) {

    Preflight check(Connection connection, IndexProposal proposal) throws SQLException {
        return Preflight.of(connection, proposal, options, diskSpace);
    }
}
