package io.headroom.benchmarks.findings;

import java.util.List;

/// What is planted.
///
/// @param name in the table, and to plant it with
/// @param kind what it has to be found as
/// @param words what is done, for the table
/// @param names what its title has to say, too; empty for nothing
/// @param settings of the service, beside those of all
/// @param machine options of the service's virtual machine, beside those of all
/// @param traffic how often each route is called, of a hundred calls, once it is planted; empty for
///   the usual
record Trouble(
        String name,
        String kind,
        String words,
        String names,
        List<String> settings,
        List<String> machine,
        List<Integer> traffic) {

    /// Of the routes items, prices, orders, stock, reports and checkout, in this order.
    static final List<Integer> USUAL = List.of(45, 20, 15, 10, 0, 10);

    private static final List<String> PARALLEL =
            List.of("-XX:+UseParallelGC", "-XX:-UseGCOverheadLimit");

    private static Trouble of(String name, String kind, String words) {
        return new Trouble(name, kind, words, "", List.of(), PARALLEL, USUAL);
    }

    static final String OVERLOAD = "--headroom.http.overload.enabled=";

    /// Whose callers are not the usual ones.
    static final String FLOOD = "flood";

    static final Trouble NONE = of("healthy", "", "nothing");

    static List<Trouble> all() {
        return List.of(
                of("index", "missing-index", "the index that orders are read by is dropped"),
                of("cache-size", "cache-too-small", "a cache of 5,000 items is cut to 20"),
                of(
                        "cache-ttl",
                        "cache-ttl-too-short",
                        "values are kept for 300 ms instead of 10 min"),
                of(
                        "leak",
                        "connection-leak",
                        "a route borrows a connection each 5 s and never closes it"),
                new Trouble(
                        "pool",
                        "pool-too-small",
                        "reports of 150 ms come 15 times a second to a pool of 3",
                        "",
                        List.of("--spring.datasource.hikari.maximum-pool-size=3"),
                        PARALLEL,
                        List.of(35, 15, 10, 5, 30, 5)),
                of("convoy", "lock-convoy", "each sale keeps its row locked for 400 ms"),
                of("dependency", "slow-dependency", "the service of prices takes 200 ms longer"),
                of(
                        "hot-key",
                        "cache-hot-key",
                        "one item gets 60 % of the reads and changes 5 times a second"),
                new Trouble(
                        "memory-leak",
                        "memory-leak",
                        "each item that is read is kept in a static map, 1 MB a second",
                        "TroubledService.SEEN",
                        List.of(
                                "--headroom.operations.memory.warm-up=55s",
                                "--headroom.operations.memory.search-for=10s"),
                        List.of("-XX:+UseZGC", "-XX:ZCollectionIntervalMajor=2", "-Xmx256m"),
                        USUAL),
                of(
                        "heap",
                        "gc-bound-heap",
                        "nearly all of the heap is kept, and garbage is made until collections take half of the time"),
                new Trouble(
                        FLOOD,
                        "caller-floods",
                        "one of nine callers asks 300 times a second, where 160 can be answered",
                        "127.0.0.66",
                        List.of(
                                OVERLOAD + "true",
                                "--headroom.http.overload.min-limit=8",
                                "--headroom.http.overload.initial-limit=8",
                                "--headroom.http.overload.max-limit=8"),
                        PARALLEL,
                        List.of()),
                of("exceptions", "exception-storm", "checkout throws for each caller"),
                of(
                        "carriers",
                        "carriers-blocked",
                        "every carrier is pinned by a class initialiser"));
    }
}
