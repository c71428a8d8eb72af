package io.headroom.spring;

import io.headroom.cache.CacheOptions;
import io.headroom.cache.L2Options;
import io.headroom.cache.LoadOptions;
import io.headroom.core.Bytes;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.cache.*` configures.
///
/// @param redisUrl where the shared tier is, as `redis://[:password@]host:port`; empty, the
///   default, for none
/// @param caches the options of each cache by its name; what is left out keeps the default of
///   [CacheOptions]
@ConfigurationProperties("headroom.cache")
public record HeadroomCacheProperties(
        @DefaultValue("") String redisUrl, @DefaultValue Map<String, Settings> caches) {

    /// One cache. Every property may be left out.
    ///
    /// @param ttl how long a value is fresh
    /// @param negativeTtl how long "there is none" is remembered
    /// @param staleOnError how long an expired value may be served while loads fail
    /// @param timeout how long a caller waits for a load
    /// @param maxEntries how many entries the first tier keeps
    /// @param maxBytes how much the first tier keeps instead, such as `64MB`
    /// @param l2 whether the shared tier is used
    /// @param readBudget the longest wait for the shared tier
    /// @param compressionThreshold from which size on values are compressed, such as `1KB`
    public record Settings(
            @Nullable Duration ttl,
            @Nullable Duration negativeTtl,
            @Nullable Duration staleOnError,
            @Nullable Duration timeout,
            @Nullable Long maxEntries,
            @Nullable String maxBytes,
            @Nullable Boolean l2,
            @Nullable Duration readBudget,
            @Nullable String compressionThreshold) {}

    /// The options of a cache: the configured ones over the defaults.
    ///
    /// @throws IllegalArgumentException when one is out of its range; the message names it
    public CacheOptions options(String name) {
        CacheOptions options = CacheOptions.named(name);
        Settings settings = caches.get(name);
        if (settings == null) {
            return options;
        }
        LoadOptions loading = options.loading();
        if (settings.ttl() != null) {
            loading = loading.withTtl(settings.ttl());
        }
        if (settings.negativeTtl() != null) {
            loading = loading.withNegativeTtl(settings.negativeTtl());
        }
        if (settings.staleOnError() != null) {
            loading = loading.withStaleOnError(settings.staleOnError());
        }
        if (settings.timeout() != null) {
            loading = loading.withTimeout(settings.timeout());
        }
        L2Options shared = options.l2();
        if (settings.l2() != null) {
            shared = shared.withEnabled(settings.l2());
        }
        if (settings.readBudget() != null) {
            shared = shared.withReadBudget(settings.readBudget());
        }
        if (settings.compressionThreshold() != null) {
            shared = shared.withCompressionThreshold(Bytes.parse(settings.compressionThreshold()));
        }
        options = options.withLoading(loading).withL2(shared);
        if (settings.maxEntries() != null) {
            options = options.withL1MaximumEntries(settings.maxEntries());
        }
        if (settings.maxBytes() != null) {
            options = options.withL1MaximumBytes(Bytes.parse(settings.maxBytes()));
        }
        return options;
    }
}
