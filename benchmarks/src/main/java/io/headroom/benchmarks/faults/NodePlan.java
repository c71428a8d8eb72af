package io.headroom.benchmarks.faults;

import io.headroom.benchmarks.subject.Rival;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a node process is told on its command line.
///
/// @param rival the system it uses
/// @param number of the node, from 0
/// @param redisPort of its proxy
/// @param keys how many rows there are
/// @param ttl of the cached values
/// @param tagged whether entries are tagged
/// @param readShare of all operations, from 0 to 1
/// @param operationsPerSecond what the node attempts
/// @param clockOffset how far its wall clock is off
/// @param beganNanos the run's beginning on the machine's monotonic clock
/// @param folder for the journal and the report
record NodePlan(
        Rival rival,
        int number,
        int redisPort,
        Database.Address database,
        int keys,
        Duration ttl,
        boolean tagged,
        double readShare,
        int operationsPerSecond,
        Duration clockOffset,
        long seed,
        long beganNanos,
        Path folder) {

    static final String PASSWORD = "BENCH_DATABASE_PASSWORD";

    Path journal() {
        return folder.resolve("node-" + number + ".journal");
    }

    Path report() {
        return folder.resolve("node-" + number + ".json");
    }

    Path log() {
        return folder.resolve("node-" + number + ".log");
    }

    /// The password goes by the environment: other users see command lines.
    List<String> arguments() {
        return List.of(
                rival.id(),
                Integer.toString(number),
                Integer.toString(redisPort),
                database.url(),
                database.user(),
                Integer.toString(keys),
                ttl.toString(),
                Boolean.toString(tagged),
                Double.toString(readShare),
                Integer.toString(operationsPerSecond),
                clockOffset.toString(),
                Long.toString(seed),
                Long.toString(beganNanos),
                folder.toString());
    }

    static NodePlan parse(String[] arguments, String password) {
        return new NodePlan(
                Rival.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                new Database.Address(arguments[3], arguments[4], password),
                Integer.parseInt(arguments[5]),
                Duration.parse(arguments[6]),
                Boolean.parseBoolean(arguments[7]),
                Double.parseDouble(arguments[8]),
                Integer.parseInt(arguments[9]),
                Duration.parse(arguments[10]),
                Long.parseLong(arguments[11]),
                Long.parseLong(arguments[12]),
                Path.of(arguments[13]));
    }
}
