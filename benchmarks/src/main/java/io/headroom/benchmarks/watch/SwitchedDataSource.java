package io.headroom.benchmarks.watch;

import io.headroom.postgres.jdbc.ObservedDataSource;
import io.headroom.postgres.jdbc.Observers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.function.SingletonSupplier;

/// Gives connections of which those are told who belong to what is left on.
final class SwitchedDataSource extends DelegatingDataSource {

    private final Map<Watches, DataSource> sources = new EnumMap<>(Watches.class);
    private volatile DataSource current;

    /// @param observed with all watches
    /// @param observers who is told; asked once for each, when a connection is borrowed
    SwitchedDataSource(ObservedDataSource observed, Function<Watches, Observers> observers) {
        super(observed);
        current = observed;
        for (Watches each : Watches.values()) {
            sources.put(
                    each,
                    each.observesConnections()
                            ? new ObservedDataSource(
                                    observed.name(),
                                    observed.target(),
                                    SingletonSupplier.of(() -> observers.apply(each)),
                                    System::nanoTime)
                            : observed.target());
        }
        sources.put(Watches.ALL, observed);
    }

    void leaveOn(Watches watches) {
        current = Objects.requireNonNull(sources.get(watches));
    }

    @Override
    public Connection getConnection() throws SQLException {
        return current.getConnection();
    }
}
