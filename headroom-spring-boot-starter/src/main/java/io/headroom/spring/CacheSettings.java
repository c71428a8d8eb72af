package io.headroom.spring;

import io.headroom.cache.CacheOptions;
import io.headroom.cache.Consistency;
import io.headroom.cache.L2Options;
import io.headroom.cache.LoadOptions;
import io.headroom.core.Bytes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is configured of a cache, a policy, or all caches. Every property may be left out: what is
/// not set here is taken from the layer below, at last from [CacheOptions].
///
/// @param policy the policy that the cache starts from; only a cache has one
/// @param key makes the cache a bean together with `value`: `string` (the default), `long`,
///   `integer` or `uuid`
/// @param value the type of the values of a cache that is a bean: a class name, generic ones as
///   `java.util.List<com.example.Item>`
/// @param valueVersion the version of the values' form
/// @param ttl how long a value is fresh
/// @param ttlJitter the share by which a TTL is shortened at random at most
/// @param negativeTtl how long "there is none" is remembered
/// @param timeout how long a caller waits for a load
/// @param softTimeout after how long a caller takes an expired value while the load goes on
/// @param staleOnError how long an expired value may be served while loads fail
/// @param staleWhileRevalidate how long an expired value is served while it is loaded anew
/// @param earlyRefresh how eagerly a value is loaded anew before it expires; 0 is never
/// @param consistency what the first tier does while the node is cut off from the log
/// @param availableFor how long an `available` cache serves what it has; 1 minute by default
/// @param awaitApplied how long an invalidation waits for the other nodes
/// @param degradedLoads how many loads run at a time while the shared tier does not answer
/// @param tags what all values are stored under
/// @param maxEntries how many entries the first tier keeps
/// @param maxBytes how much the first tier keeps instead, such as `64MB`
/// @param l2 whether the shared tier is used
/// @param readBudget the longest wait for the shared tier
/// @param compressionThreshold from which size on values are compressed, such as `1KB`
public record CacheSettings(
        @Nullable String policy,
        @Nullable KeyType key,
        @Nullable String value,
        @Nullable Integer valueVersion,
        @Nullable Duration ttl,
        @Nullable Double ttlJitter,
        @Nullable Duration negativeTtl,
        @Nullable Duration timeout,
        @Nullable Duration softTimeout,
        @Nullable Duration staleOnError,
        @Nullable Duration staleWhileRevalidate,
        @Nullable Double earlyRefresh,
        @Nullable Mode consistency,
        @Nullable Duration availableFor,
        @Nullable Duration awaitApplied,
        @Nullable Integer degradedLoads,
        @Nullable List<String> tags,
        @Nullable Long maxEntries,
        @Nullable String maxBytes,
        @Nullable Boolean l2,
        @Nullable Duration readBudget,
        @Nullable String compressionThreshold) {

    private static final Duration AVAILABLE_FOR = Duration.ofMinutes(1);

    /// The type of the keys of a cache that is a bean.
    public enum KeyType {
        STRING,
        LONG,
        INTEGER,
        UUID
    }

    /// What the first tier does while the node is cut off from the log.
    public enum Mode {
        /// It is not used.
        STRICT,
        /// It serves what it has for a while.
        AVAILABLE
    }

    /// Lays these settings over options.
    ///
    /// @throws IllegalArgumentException when one is out of its range; the message names it
    CacheOptions over(CacheOptions options) {
        CacheOptions result =
                options.withLoading(over(options.loading())).withL2(over(options.l2()));
        if (valueVersion != null) {
            result = result.withValueVersion(valueVersion);
        }
        if (awaitApplied != null) {
            result = result.withAwaitApplied(awaitApplied);
        }
        if (degradedLoads != null) {
            result = result.withDegradedLoads(degradedLoads);
        }
        if (maxEntries != null && maxBytes != null) {
            throw new IllegalArgumentException(
                    "max-entries and max-bytes exclude each other, but are "
                            + maxEntries
                            + " and "
                            + maxBytes);
        }
        if (maxEntries != null) {
            result = result.withL1MaximumEntries(maxEntries);
        }
        if (maxBytes != null) {
            result = result.withL1MaximumBytes(Bytes.parse(maxBytes));
        }
        return result.withConsistency(over(options.consistency()));
    }

    private LoadOptions over(LoadOptions options) {
        LoadOptions result = options;
        if (ttl != null) {
            result = result.withTtl(ttl);
        }
        if (ttlJitter != null) {
            result = result.withTtlJitter(ttlJitter);
        }
        if (negativeTtl != null) {
            result = result.withNegativeTtl(negativeTtl);
        }
        if (timeout != null) {
            result = result.withTimeout(timeout);
        }
        if (softTimeout != null) {
            result = result.withTimeouts(softTimeout, result.timeout());
        }
        if (staleOnError != null) {
            result = result.withStaleOnError(staleOnError);
        }
        if (staleWhileRevalidate != null) {
            result = result.withStaleWhileRevalidate(staleWhileRevalidate);
        }
        if (earlyRefresh != null) {
            result = result.withEarlyRefresh(earlyRefresh);
        }
        return tags == null ? result : result.withTags(tags);
    }

    private L2Options over(L2Options options) {
        L2Options result = options;
        if (l2 != null) {
            result = result.withEnabled(l2);
        }
        if (readBudget != null) {
            result = result.withReadBudget(readBudget);
        }
        return compressionThreshold == null
                ? result
                : result.withCompressionThreshold(Bytes.parse(compressionThreshold));
    }

    private Consistency over(Consistency below) {
        if (consistency == Mode.STRICT) {
            if (availableFor != null) {
                throw new IllegalArgumentException(
                        "available-for has a meaning for consistency: available alone");
            }
            return Consistency.strict();
        }
        Duration inherited =
                below instanceof Consistency.Available(Duration atMost) ? atMost : AVAILABLE_FOR;
        Duration atMost = availableFor == null ? inherited : availableFor;
        boolean available = consistency == Mode.AVAILABLE || below instanceof Consistency.Available;
        return available ? Consistency.available(atMost) : below;
    }
}
