package io.headroom.spring.timing;

import java.util.List;

/// Where the requests of each route spent their time over the last minute. Safe for use by many
/// threads.
@FunctionalInterface
public interface EndpointTimes {

    /// A route's mean request.
    ///
    /// @param endpoint the route's pattern
    /// @param requestsPerSecond over the last minute
    /// @param meanMillis its duration, of which the other parts are shares
    /// @param databaseMillis in statements
    /// @param poolWaitMillis waiting for a connection
    /// @param ownMillis in the service itself: all but statements, and waiting for connections and
    ///   the shared cache
    record EndpointTime(
            String endpoint,
            double requestsPerSecond,
            double meanMillis,
            double databaseMillis,
            double poolWaitMillis,
            double ownMillis) {

        static EndpointTime of(EndpointFigures figures) {
            SplitMillis split = figures.split();
            return new EndpointTime(
                    figures.endpoint(),
                    figures.ratePerSecond(),
                    figures.meanMillis(),
                    split.database(),
                    split.poolWait(),
                    Math.max(
                            0,
                            figures.meanMillis()
                                    - split.database()
                                    - split.poolWait()
                                    - split.l2()));
        }
    }

    /// The routes, the busiest first.
    List<EndpointTime> lastMinute();
}
