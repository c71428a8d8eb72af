package io.headroom.marketplace.launcher;

import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.EmbeddedServer;
import io.headroom.embedded.EmbeddedServerException;
import io.headroom.embedded.PostgresOptions;
import io.headroom.embedded.RedisOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// The shop's PostgreSQL and Redis: our own, unless the environment names others.
///
/// @param database where PostgreSQL is
/// @param redisUrl where Redis is
/// @param own those that we run, by name
record Servers(Database database, String redisUrl, Map<String, EmbeddedServer> own) {

    static final String REDIS_URL = "HEADROOM_REDIS_URL";
    static final String POSTGRES = "postgres";
    static final String REDIS = "redis";

    /// Starts what the environment does not name, both at the same time.
    static Servers start(DataFolder folder, Map<String, String> environment) {
        boolean ownPostgres = environment.getOrDefault(Database.URL, "").isEmpty();
        boolean ownRedis = environment.getOrDefault(REDIS_URL, "").isEmpty();
        Map<String, FutureTask<EmbeddedServer>> starts = new LinkedHashMap<>();
        if (ownPostgres) {
            starts.put(
                    POSTGRES,
                    inParallel(() ->
                            EmbeddedPostgres.start(PostgresOptions.durable(folder.postgres()))));
        }
        if (ownRedis) {
            starts.put(
                    REDIS,
                    inParallel(() -> EmbeddedRedis.start(RedisOptions.durable(folder.redis()))));
        }
        Map<String, EmbeddedServer> own = await(starts);
        Database database =
                own.get(POSTGRES) instanceof EmbeddedPostgres postgres
                        ? new Database(postgres.jdbcUrl(), postgres.user(), postgres.password())
                        : Database.of(environment);
        String redisUrl =
                own.get(REDIS) instanceof EmbeddedRedis redis
                        ? redis.url()
                        : environment.getOrDefault(REDIS_URL, "");
        return new Servers(database, redisUrl, own);
    }

    private static FutureTask<EmbeddedServer> inParallel(Callable<EmbeddedServer> start) {
        FutureTask<EmbeddedServer> task = new FutureTask<>(start);
        Thread.ofPlatform().name("start-server").daemon().start(task);
        return task;
    }

    private static Map<String, EmbeddedServer> await(
            Map<String, FutureTask<EmbeddedServer>> starts) {
        Map<String, EmbeddedServer> started = new LinkedHashMap<>();
        List<String> failures = new ArrayList<>();
        starts.forEach((name, start) -> {
            try {
                started.put(name, start.get());
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                failures.add(
                        cause instanceof EmbeddedServerException known
                                ? String.valueOf(known.getMessage())
                                : String.valueOf(cause));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failures.add("interrupted");
            }
        });
        if (!failures.isEmpty()) {
            started.values().forEach(EmbeddedServer::close);
            throw LaunchException.failed(String.join("\n", failures));
        }
        return started;
    }

    /// The variables that tell a node where its servers are.
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(database.environment());
        environment.put(REDIS_URL, redisUrl);
        return environment;
    }

    Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        own.forEach((name, server) -> pids.put(name, server.pid()));
        return pids;
    }
}
