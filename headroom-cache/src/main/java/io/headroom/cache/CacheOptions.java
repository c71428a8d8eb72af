package io.headroom.cache;

import io.headroom.core.Bytes;
import java.time.Duration;
import java.util.regex.Pattern;

/// The options of one cache. Made by [#named] and the `with` methods; components may be added, so
/// the constructor is no stable way to make one.
///
/// @param name letters, digits, `.`, `_` and `-`, at most 64 characters; the same on every node,
///   since it is part of the keys in L2
/// @param valueVersion the version of the values' form, 0 or more; default 1. Raise it when older
///   values must not be read any more: nodes of both versions then miss each other's values, and
///   invalidate both
/// @param l1 how much is kept in this process; default 1,000 entries
/// @param l2 how the shared tier is used
/// @param loading how values are loaded and kept
public record CacheOptions(
        String name, int valueVersion, L1Limit l1, L2Options l2, LoadOptions loading) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final L1Limit DEFAULT_L1 = new L1Limit.Entries(1_000);

    public CacheOptions {
        Refuse.unless(
                NAME.matcher(name).matches(),
                "name",
                "1 to 64 letters, digits, '.', '_' or '-'",
                "'" + name + "'");
        Refuse.unless(valueVersion >= 0, "valueVersion", "at least 0", valueVersion);
    }

    /// A cache with the defaults.
    public static CacheOptions named(String name) {
        return new CacheOptions(name, 1, DEFAULT_L1, L2Options.defaults(), LoadOptions.defaults());
    }

    public CacheOptions withValueVersion(int valueVersion) {
        return new CacheOptions(name, valueVersion, l1, l2, loading);
    }

    public CacheOptions withL1MaximumEntries(long maximum) {
        return new CacheOptions(name, valueVersion, new L1Limit.Entries(maximum), l2, loading);
    }

    public CacheOptions withL1MaximumBytes(Bytes maximum) {
        return new CacheOptions(name, valueVersion, new L1Limit.Weight(maximum), l2, loading);
    }

    public CacheOptions withL2(L2Options l2) {
        return new CacheOptions(name, valueVersion, l1, l2, loading);
    }

    public CacheOptions withLoading(LoadOptions loading) {
        return new CacheOptions(name, valueVersion, l1, l2, loading);
    }

    /// Short for [LoadOptions#withTtl].
    public CacheOptions withTtl(Duration ttl) {
        return withLoading(loading.withTtl(ttl));
    }

    /// Short for [LoadOptions#withNegativeTtl].
    public CacheOptions withNegativeTtl(Duration negativeTtl) {
        return withLoading(loading.withNegativeTtl(negativeTtl));
    }
}
