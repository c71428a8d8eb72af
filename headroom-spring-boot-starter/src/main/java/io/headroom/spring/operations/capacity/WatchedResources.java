package io.headroom.spring.operations.capacity;

import io.headroom.operations.capacity.CapacityEngine;
import io.headroom.operations.capacity.Resource;
import io.headroom.operations.capacity.Resource.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// What the requests of this service use.
final class WatchedResources implements Supplier<List<Resource>> {

    /// Waiting breaks promises before all connections are in use; this is the rest.
    private static final double ALMOST_ALL = 0.98;

    private final CapacityProperties properties;
    private final IntSupplier processors;
    private final IntSupplier connections;
    private final IntSupplier places;

    /// @param connections of the pool; 0 where there is none
    /// @param places for requests under way; 0 where nobody limits them
    WatchedResources(
            CapacityProperties properties,
            IntSupplier processors,
            IntSupplier connections,
            IntSupplier places) {
        this.properties = properties;
        this.processors = processors;
        this.connections = connections;
        this.places = places;
    }

    @Override
    public List<Resource> get() {
        List<Resource> found = new ArrayList<>();
        int cores = processors.getAsInt();
        found.add(
                new Resource(
                        "processor",
                        "processor",
                        Kind.QUEUE,
                        "system.cpu_ratio",
                        cores,
                        cores,
                        properties.processorLimit(),
                        "",
                        "process.cpu_ratio",
                        "Take a CPU profile and shorten what is hot, answer more from caches, or add processors or a node."));
        int size = connections.getAsInt();
        if (size > 0) {
            found.add(
                    new Resource(
                            "pool",
                            "connection pool",
                            Kind.QUEUE,
                            LoadFigures.HELD,
                            1,
                            size,
                            ALMOST_ALL,
                            "database",
                            "",
                            "Hold connections for a shorter time, or enlarge the pool while the database has room."));
            found.add(
                    new Resource(
                            "database",
                            "database",
                            Kind.BEHIND,
                            "database.busy_connections",
                            1,
                            properties.databaseSessions() == 0
                                    ? Double.NaN
                                    : properties.databaseSessions(),
                            ALMOST_ALL,
                            "",
                            "",
                            "Look at the statements that take most of its time and at the suggested indexes, or cache what they answer."));
        }
        int most = places.getAsInt();
        if (most > 0) {
            found.add(
                    new Resource(
                            "requests",
                            "requests under way",
                            Kind.PLACES,
                            CapacityEngine.CONCURRENCY,
                            1,
                            most,
                            1,
                            "",
                            "",
                            "Shorten the slowest routes, or raise headroom.http.overload.max-limit."));
        }
        found.add(
                new Resource(
                        "collector",
                        "garbage collector",
                        Kind.SHARE,
                        "jvm.gc_ratio",
                        1,
                        1,
                        properties.collectorLimit(),
                        "",
                        "",
                        "Take an allocation profile, or give the process a larger heap."));
        return found;
    }
}
