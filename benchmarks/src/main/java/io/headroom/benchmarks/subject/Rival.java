package io.headroom.benchmarks.subject;

import java.time.Duration;

/// The systems that are compared.
public enum Rival {
    HEADROOM(
            "headroom",
            "Headroom",
            "defaults: STRICT, lease 2 s; a write counts once its invalidation is in the log"),
    HEADROOM_AWAIT(
            "headroom-await",
            "Headroom, AWAIT",
            "the same; a write counts once every live node has applied it (`Invalidation.await`)"),
    JETCACHE(
            "jetcache",
            "JetCache",
            "2.7.8: `BOTH`, `syncLocal` by broadcast, penetration protection; only SUCCESS of `REMOVE` counts, its PART_SUCCESS stands for a key that Redis did not have and for a failure alike"),
    REDISSON(
            "redisson",
            "Redisson",
            "3.50.0: `RLocalCachedMap`, `SyncStrategy.INVALIDATE`, `ReconnectionStrategy.CLEAR`,"
                    + " Caffeine, `MapLoader`, `fastRemove`"),
    SPRING_REDIS(
            "spring-redis",
            "Spring, Redis",
            "`RedisCacheManager`: no tier in process, `sync`, `transactionAware`,"
                    + " `evictIfPresent`, cleared by SCAN"),
    SPRING_CAFFEINE(
            "spring-caffeine",
            "Spring, Caffeine",
            "`CaffeineCacheManager`: in process alone, `sync`; nodes share nothing");

    private final String id;
    private final String title;
    private final String description;

    Rival(String id, String title, String description) {
        this.id = id;
        this.title = title;
        this.description = description;
    }

    /// What the command line calls it.
    public String id() {
        return id;
    }

    /// What the tables call it.
    public String title() {
        return title;
    }

    /// Its settings, for the text beside the tables.
    public String description() {
        return description;
    }

    /// Whether it takes the node's wall clock as a parameter.
    public boolean takesClock() {
        return this == HEADROOM || this == HEADROOM_AWAIT;
    }

    /// Whether it has a tier in Redis.
    public boolean usesRedis() {
        return this != SPRING_CAFFEINE;
    }

    /// Connects.
    public Subject open(Settings settings) {
        return switch (this) {
            case HEADROOM -> new HeadroomSubject(settings, Duration.ZERO);
            case HEADROOM_AWAIT -> new HeadroomSubject(settings, Duration.ofSeconds(4));
            case JETCACHE -> new JetCacheSubject(settings);
            case REDISSON -> new RedissonSubject(settings);
            case SPRING_REDIS -> new SpringRedisSubject(settings);
            case SPRING_CAFFEINE -> new SpringCaffeineSubject(settings);
        };
    }

    /// The system of a name on the command line.
    public static Rival of(String id) {
        for (Rival rival : values()) {
            if (rival.id.equals(id)) {
                return rival;
            }
        }
        throw new IllegalArgumentException("there is no system named '" + id + "'");
    }
}
