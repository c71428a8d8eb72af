package io.headroom.spring.operations.benchmark;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/// What a benchmark prepared for one run. Used by one thread.
public interface Fixture extends AutoCloseable {

    /// What is measured, in this order. By default each takes two seconds, and all together may
    /// take twenty.
    List<Operation> operations();

    /// Releases what was opened, and removes what was written, also when an operation failed or was
    /// interrupted halfway.
    ///
    /// @throws IOException when that failed, as [SQLException]
    @Override
    void close() throws IOException, SQLException;
}
