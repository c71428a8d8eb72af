package io.headroom.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A Java process that starts both servers, temporary ones with a cluster, and waits to be killed:
/// `DIRECTORY durable|temporary`.
final class KilledParent {

    private KilledParent() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path directory = Path.of(arguments[0]);
        boolean durable = arguments[1].equals("durable");
        EmbeddedPostgres postgres =
                EmbeddedPostgres.start(
                        durable
                                ? PostgresOptions.durable(directory.resolve("postgres"))
                                : PostgresOptions.temporary());
        EmbeddedRedis redis =
                EmbeddedRedis.start(
                        durable
                                ? RedisOptions.durable(directory.resolve("redis"))
                                : RedisOptions.temporary());
        List<EmbeddedRedis> cluster =
                durable
                        ? List.of()
                        : EmbeddedRedisCluster.start(ClusterOptions.temporary()).nodes();
        IO.println(
                String.join(
                        " ",
                        "started",
                        Long.toString(postgres.pid()),
                        Long.toString(redis.pid()),
                        postgres.jdbcUrl(),
                        postgres.password(),
                        redis.url(),
                        postgres.dataDirectory().toString(),
                        redis.dataDirectory().toString(),
                        cluster.stream()
                                .map(node -> node.dataDirectory().toString())
                                .collect(Collectors.joining(" "))));
        Thread.currentThread().join();
    }
}
