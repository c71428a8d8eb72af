package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import io.headroom.postgres.plan.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Asks a planner what a statement would cost if indexes were there that are not. For one thread.
///
/// The indexes that the service's database has are there always. Closing forgets all others.
public interface WhatIf extends AutoCloseable {

    /// Makes the indexes known, inactive at first, and says how large each would be. One that the
    /// server refuses (an expression that is not immutable, a key that is too wide) is missing in
    /// the answer.
    ///
    /// @return the estimated sizes of those that can be
    Map<IndexDefinition, Bytes> define(List<IndexDefinition> definitions) throws SQLException;

    /// The statement's plan with the database's own indexes and those given.
    ///
    /// @param active among those that [#define] answered
    /// @throws SQLException when the statement cannot be planned; the what-if stays usable
    Plan plan(Question question, Collection<IndexDefinition> active) throws SQLException;

    /// The plan's total cost, in the planner's units, with what the what-if knows to be missing in
    /// it.
    default double cost(Question question, Collection<IndexDefinition> active) throws SQLException {
        return plan(question, active).totalCost();
    }

    /// The definition behind an index name in the last plan of [#plan]; null for an index of the
    /// database. HypoPG uses names again.
    @Nullable IndexDefinition behind(String indexName);

    /// What could not be carried over from the service's database, for people.
    List<String> notes();

    @Override
    void close() throws SQLException;

    /// What-ifs in a cluster of our own: no extension and no load on the service's. B-trees only.
    static Source inSandbox(SandboxServer server) {
        return database -> {
            try (Connection connection = database.getConnection()) {
                return SandboxWhatIf.open(server, connection);
            }
        };
    }

    /// What-ifs by the extension HypoPG of the service's database. Opening one where it is not
    /// installed throws, with what to do.
    static Source hypoPg() {
        return HypoPgWhatIf::open;
    }

    /// Opens what-ifs.
    @FunctionalInterface
    interface Source {

        /// Reads what the planner needs from the service's database.
        ///
        /// @param database the service's database; used while opening, and by what-ifs that plan
        ///   there until closed
        WhatIf open(DataSource database) throws SQLException;
    }
}
