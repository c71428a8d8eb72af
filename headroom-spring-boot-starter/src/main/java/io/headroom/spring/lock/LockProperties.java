package io.headroom.spring.lock;

import io.headroom.lock.LockOptions;
import io.headroom.lock.RedisLockOptions;
import io.headroom.spring.HeadroomCacheProperties;
import io.headroom.spring.RedisSettings.Mode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/// What `headroom.lock.*` configures.
///
/// @param enabled whether there are locks at all; true by default
/// @param redisUrls the Redis that keeps the leases, as `redis://[:password@]host:port`: one, or a
///   primary with its replicas, or nodes of a cluster; by default those of `headroom.cache`
/// @param cluster whether `redis-urls` are nodes of a Redis Cluster; false by default, and where
///   they are those of `headroom.cache`, what its mode says
/// @param quorum an odd number of masters, 3 to 9, that know nothing of each other, of which most
///   have to agree; instead of `redis-urls`; none by default
/// @param keyPrefix what the keys begin with, the same in all processes that share locks;
///   `headroom` by default
/// @param connectTimeout the longest wait for a connection; 1 s by default
/// @param patience the longest wait for an answer; 500 ms by default
/// @param waitAtMost as `wait`: how long [Locked] methods wait for their lock; 5 s by default
/// @param lease the lease of [Locked] methods; 10 s by default
/// @param keepFences how many days the fence of a name is kept that no transaction was guarded by,
///   at least 1, or 0 for ever: a holder that stood still for longer would not be refused any more;
///   30 by default
@ConfigurationProperties(LockProperties.PREFIX)
public record LockProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue List<String> redisUrls,
        @DefaultValue("false") boolean cluster,
        @DefaultValue List<String> quorum,
        @DefaultValue("headroom") String keyPrefix,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("500ms") Duration patience,
        @Name("wait") @DefaultValue("5s") Duration waitAtMost,
        @DefaultValue("10s") Duration lease,
        @DefaultValue("30") int keepFences) {

    static final String PREFIX = "headroom.lock";

    public LockProperties {
        redisUrls = List.copyOf(redisUrls);
        quorum = List.copyOf(quorum);
        if (!redisUrls.isEmpty() && !quorum.isEmpty()) {
            throw new IllegalArgumentException(
                    PREFIX + ".quorum is instead of " + PREFIX + ".redis-urls; leave out one");
        }
        if (cluster && redisUrls.isEmpty()) {
            throw new IllegalArgumentException(
                    PREFIX + ".cluster says what " + PREFIX + ".redis-urls are; name them");
        }
        if (keepFences < 0) {
            throw new IllegalArgumentException(
                    PREFIX + ".keep-fences must be at least 0, but is " + keepFences);
        }
    }

    /// @throws IllegalArgumentException when one is out of its range; the message names it
    LockOptions defaults() {
        try {
            return LockOptions.defaults().withWait(waitAtMost).withLease(lease);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + ": " + e.getMessage(), e);
        }
    }

    /// The servers, none when there is no Redis.
    ///
    /// @throws IllegalArgumentException when one is out of its range; the message names it
    RedisLockOptions[] servers(HeadroomCacheProperties caches) {
        try {
            if (!quorum.isEmpty()) {
                return quorum.stream()
                        .map(url -> server(List.of(url), false))
                        .toArray(RedisLockOptions[]::new);
            }
            List<String> urls = redisUrls.isEmpty() ? ofCaches(caches) : redisUrls;
            boolean nodes = redisUrls.isEmpty() ? caches.redis().mode() == Mode.CLUSTER : cluster;
            return urls.isEmpty()
                    ? new RedisLockOptions[0]
                    : new RedisLockOptions[] {server(urls, nodes)};
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + ": " + e.getMessage(), e);
        }
    }

    private static List<String> ofCaches(HeadroomCacheProperties caches) {
        return caches.redis().mode() == Mode.SINGLE
                ? List.of(caches.redisUrl()).stream().filter(url -> !url.isEmpty()).toList()
                : caches.redis().nodes();
    }

    private RedisLockOptions server(List<String> urls, boolean nodes) {
        return new RedisLockOptions(
                urls.stream().map(URI::create).toList(),
                nodes,
                keyPrefix,
                connectTimeout,
                patience);
    }
}
