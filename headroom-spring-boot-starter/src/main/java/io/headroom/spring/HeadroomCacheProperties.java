package io.headroom.spring;

import io.headroom.cache.CacheOptions;
import io.headroom.cache.redis.RedisOptions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.cache.*` configures. The options of a cache are the defaults, over them those of
/// its policy, over them its own.
///
/// @param redisUrl where the shared tier is, as `redis://[:password@]host:port`; empty, the
///   default, for none
/// @param redis how the shared tier is used, and where it is when it is more than one server
/// @param defaults what holds for all caches
/// @param policies named settings for caches to start from; those that Headroom brings stand in
///   `cache-policies.properties` beside this class, and each property of them may be set anew
/// @param caches the settings of each cache by its name
/// @param sessionHeader the HTTP header in which a client sends back what it was given, so that it
///   reads its own writes on whatever node; empty, the default, for none
@ConfigurationProperties("headroom.cache")
public record HeadroomCacheProperties(
        @DefaultValue("") String redisUrl,
        RedisSettings redis,
        @Nullable CacheSettings defaults,
        @DefaultValue Map<String, CacheSettings> policies,
        @DefaultValue Map<String, CacheSettings> caches,
        @DefaultValue("") String sessionHeader) {

    @ConstructorBinding
    public HeadroomCacheProperties(
            @DefaultValue("") String redisUrl,
            @Nullable RedisSettings redis,
            @Nullable CacheSettings defaults,
            @DefaultValue Map<String, CacheSettings> policies,
            @DefaultValue Map<String, CacheSettings> caches,
            @DefaultValue("") String sessionHeader) {
        this.redisUrl = redisUrl;
        this.redis = redis == null ? RedisSettings.defaults() : redis;
        this.defaults = defaults;
        this.policies = Map.copyOf(policies);
        this.caches = Map.copyOf(caches);
        this.sessionHeader = sessionHeader;
        policies.forEach((name, settings) -> refuseIdentity("policies." + name, settings));
        if (defaults != null) {
            refuseIdentity("defaults", defaults);
        }
    }

    /// A shared tier, or none, and settings of caches, without policies.
    public HeadroomCacheProperties(String redisUrl, Map<String, CacheSettings> caches) {
        this(redisUrl, null, null, Map.of(), caches, "");
    }

    /// How to reach the shared tier; empty when there is none.
    ///
    /// @throws IllegalArgumentException when an option is out of its range; the message names it
    public Optional<RedisOptions> sharedTier() {
        return RedisWiring.options(this);
    }

    private static void refuseIdentity(String path, CacheSettings settings) {
        if (settings.policy() != null || settings.key() != null || settings.value() != null) {
            throw new IllegalArgumentException(
                    "headroom.cache."
                            + path
                            + " must not set policy, key or value; only a cache has them");
        }
    }

    /// The options of a cache; for one that is not configured the defaults.
    ///
    /// @throws IllegalArgumentException when one is out of its range, or the policy is unknown; the
    ///   message names the property
    public CacheOptions options(String name) {
        CacheOptions options = CacheOptions.named(name);
        if (defaults != null) {
            options = laid("defaults", defaults, options);
        }
        CacheSettings settings = caches.get(name);
        if (settings == null) {
            return options;
        }
        String policy = settings.policy();
        if (policy != null) {
            options = laid("policies." + policy, policy(name, policy), options);
        }
        return laid("caches." + name, settings, options);
    }

    private CacheSettings policy(String cache, String policy) {
        CacheSettings settings = policies.get(policy);
        if (settings == null) {
            throw new IllegalArgumentException(
                    "headroom.cache.caches.%s.policy is '%s', but the policies are %s"
                            .formatted(cache, policy, new TreeSet<>(policies.keySet())));
        }
        return settings;
    }

    private static CacheOptions laid(String path, CacheSettings settings, CacheOptions options) {
        try {
            return settings.over(options);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("headroom.cache." + path + ": " + e.getMessage(), e);
        }
    }
}
