package io.headroom.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// A Redis 7.0 primary with replicas on loopback, for tests of fail-over. Nobody watches it: a test
/// decides which server leads. Safe for use by many threads.
///
/// A fail-over that loses the last writes, as asynchronous replication allows:
///
/// ```java
/// EmbeddedRedis replica = redis.replicas().getFirst();
/// redis.detach(replica);                 // it has everything up to here and gets nothing more
/// …                                      // writes that only the primary has
/// EmbeddedRedis old = redis.primary();
/// old.kill();
/// redis.promote(replica);
/// redis.demote(old);                     // comes back as a replica of the new primary
/// ```
public final class EmbeddedRedisReplication implements AutoCloseable {

    private final List<EmbeddedRedis> servers;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private volatile EmbeddedRedis primary;

    private EmbeddedRedisReplication(
            List<EmbeddedRedis> servers, Duration patience, LongSupplier nanoTime) {
        this.servers = List.copyOf(servers);
        this.primary = servers.getFirst();
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /// Starts all servers and returns when every replica has what the primary has.
    ///
    /// @throws EmbeddedServerException when a server does not come up or a replica does not catch
    ///   up
    public static EmbeddedRedisReplication start(ReplicationOptions options) {
        List<EmbeddedRedis> servers = new ArrayList<>();
        try {
            EmbeddedRedis first = EmbeddedRedis.start(options.ofOneServer());
            servers.add(first);
            for (int i = 0; i < options.replicas(); i++) {
                servers.add(
                        EmbeddedRedis.start(
                                options.ofOneServer(), replica -> replica.follow(first)));
            }
            EmbeddedRedisReplication all =
                    new EmbeddedRedisReplication(servers, options.startTimeout(), System::nanoTime);
            all.awaitInSync(options.startTimeout());
            return all;
        } catch (RuntimeException e) {
            servers.forEach(EmbeddedRedis::close);
            throw e;
        }
    }

    /// The server that leads: the first one, or the last that was promoted. It may be down.
    public EmbeddedRedis primary() {
        return primary;
    }

    /// All servers but the primary, running or not.
    public List<EmbeddedRedis> replicas() {
        EmbeddedRedis leader = primary;
        return servers.stream().filter(server -> !server.equals(leader)).toList();
    }

    /// All servers in the order of their start.
    public List<EmbeddedRedis> servers() {
        return servers;
    }

    /// Waits until all running replicas are connected to the primary and have what it has. Paused
    /// ones are left out.
    ///
    /// @throws EmbeddedServerException when it takes longer
    public void awaitInSync(Duration atMost) {
        awaitInSync(replicas().stream().filter(EmbeddedRedisReplication::runs).toList(), atMost);
    }

    private void awaitInSync(List<EmbeddedRedis> followers, Duration atMost) {
        EmbeddedRedis leader = primary;
        Deadline deadline = Deadline.after(atMost, nanoTime);
        if (!deadline.await(() -> followers.stream().allMatch(f -> isInSync(f, leader)))) {
            throw new EmbeddedServerException.StartFailed(
                    "The replicas of Redis on port %d were not in sync within %d ms. Last words of one:\n%s"
                            .formatted(
                                    leader.port(),
                                    atMost.toMillis(),
                                    followers.getFirst().lastLog(10)),
                    null);
        }
    }

    private static boolean isInSync(EmbeddedRedis replica, EmbeddedRedis primary) {
        try {
            Map<String, String> follower = replica.info("INFO", "replication");
            Map<String, String> leader = primary.info("INFO", "replication");
            return "up".equals(follower.get("master_link_status"))
                    && Integer.toString(primary.port()).equals(follower.get("master_port"))
                    && leader.getOrDefault("master_repl_offset", "")
                            .equals(follower.get("slave_repl_offset"));
        } catch (IOException e) {
            return false;
        }
    }

    /// Makes a replica lag: it has all that was written before this call, and nothing of what is
    /// written from its return on. Its process is stopped, until [#promote] or [#attach].
    ///
    /// Stopping the process alone would not do: the system goes on receiving for it, and once
    /// resumed it would apply what it missed, even if the primary was killed meanwhile. So the
    /// primary closes the connection, too.
    public synchronized void detach(EmbeddedRedis replica) {
        requireReplica(replica);
        awaitInSync(List.of(replica), patience);
        replica.pause();
        try {
            // Closes those of the other replicas, too: they connect again within a second.
            primary.command("CLIENT", "KILL", "TYPE", "replica");
        } catch (IOException e) {
            throw unreachable(primary, e);
        }
        awaitInSync(patience);
    }

    /// Ends a [#detach]: the replica goes on and catches up.
    public synchronized void attach(EmbeddedRedis replica) {
        requireReplica(replica);
        replica.resume();
        awaitInSync(List.of(replica), patience);
    }

    /// Makes a replica the primary, paused or not, and all other running replicas follow it. It
    /// leads with what it has when this returns. The old primary is left alone: when it still runs,
    /// both take writes until [#demote].
    public synchronized void promote(EmbeddedRedis replica) {
        requireReplica(replica);
        EmbeddedRedis old = primary;
        replica.lead();
        try {
            // Resumed with nothing to do, it would first go back to the old primary.
            replica.resumeWith("REPLICAOF", "NO", "ONE");
        } catch (IOException e) {
            throw unreachable(replica, e);
        }
        primary = replica;
        for (EmbeddedRedis other : servers) {
            if (!other.equals(replica) && !other.equals(old)) {
                follow(other);
            }
        }
    }

    /// Makes a server a replica of the primary, for instance an old primary after [#promote]: it
    /// loses what the primary does not have. One that does not run is started. Returns when it is
    /// in sync.
    public synchronized void demote(EmbeddedRedis server) {
        requireReplica(server);
        if (runs(server)) {
            follow(server);
        } else {
            server.follow(primary);
            server.restart();
        }
        awaitInSync(List.of(server), patience);
    }

    private void follow(EmbeddedRedis server) {
        server.follow(primary);
        if (runs(server)) {
            try {
                server.command("REPLICAOF", primary.host(), Integer.toString(primary.port()));
            } catch (IOException e) {
                throw unreachable(server, e);
            }
        }
    }

    private static boolean runs(EmbeddedRedis server) {
        return server.isAlive() && !server.isPaused();
    }

    private static IllegalStateException unreachable(EmbeddedRedis server, IOException e) {
        return new IllegalStateException(
                "Redis on port " + server.port() + " does not answer: " + e.getMessage(), e);
    }

    private void requireReplica(EmbeddedRedis server) {
        if (!replicas().contains(server)) {
            throw new IllegalArgumentException(
                    "Redis on port " + server.port() + " is the primary, or none of these servers");
        }
    }

    /// Stops all servers and deletes their data. Calling again does nothing.
    @Override
    public void close() {
        servers.forEach(EmbeddedRedis::close);
    }
}
