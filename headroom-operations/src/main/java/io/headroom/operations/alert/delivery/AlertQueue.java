package io.headroom.operations.alert.delivery;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/// Where messages wait until they are delivered. Safe for use by many threads.
public interface AlertQueue {

    /// Puts a message in, as part of a transaction: it waits exactly if that commits.
    ///
    /// @param channel to whom
    void enqueue(Connection transaction, String channel, AlertMessage message) throws SQLException;

    /// The transaction committed, and something waits for these channels.
    void committed(Set<String> channels);

    /// Holds nothing: for services that tell nobody.
    AlertQueue NONE =
            new AlertQueue() {
                @Override
                public void enqueue(Connection transaction, String channel, AlertMessage message) {}

                @Override
                public void committed(Set<String> channels) {}
            };
}
