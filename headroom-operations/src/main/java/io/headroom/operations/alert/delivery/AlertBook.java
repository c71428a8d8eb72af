package io.headroom.operations.alert.delivery;

import java.sql.SQLException;
import java.util.List;

/// What all nodes know of alerts in common. Safe for use by many threads.
public sealed interface AlertBook permits AlertBook.None, JdbcAlertBook {

    /// Takes what a node has to say, tells what is to be told, and answers how alerts stand.
    ///
    /// @throws SQLException when the database cannot be asked; nothing was taken
    Standing round(Report report) throws SQLException;

    /// Those incidents that still fire, and that nobody looks after or wants not to hear of.
    ///
    /// @throws SQLException when the database cannot be asked
    List<Long> wanted(List<Long> incidents) throws SQLException;

    /// There is none: what is said to a node ends with its process, and nobody is told of anything.
    ///
    /// @param reason why, for operators
    record None(String reason) implements AlertBook {

        @Override
        public Standing round(Report report) {
            return Standing.EMPTY;
        }

        @Override
        public List<Long> wanted(List<Long> incidents) {
            return incidents;
        }
    }
}
