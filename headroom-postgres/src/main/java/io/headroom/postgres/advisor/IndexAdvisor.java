package io.headroom.postgres.advisor;

import io.headroom.postgres.statement.Workload;
import java.sql.SQLException;

/// Says which indexes a workload lacks.
@FunctionalInterface
public interface IndexAdvisor {

    /// Looks for indexes. Takes seconds to minutes; changes nothing in the service's database and
    /// asks it for its catalogue only. One call at a time.
    ///
    /// @param workload the statements with their weights; a snapshot is taken at the beginning
    /// @param budget what the indexes may take and must bring
    /// @throws SQLException when the service's database or the sandbox cannot be asked
    Advice suggest(Workload workload, Budget budget) throws SQLException;
}
