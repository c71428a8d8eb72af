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
/// @param consistency what L1 does while this node is cut off from the log; default strict
/// @param awaitApplied how long an invalidation or a put waits for the other nodes to have applied
///   it; default zero, it returns when the log has it
/// @param degradedLoads how many loads run at a time while L2 does not answer, at least 1; default
///   32. Callers beyond wait, up to their time-out
public record CacheOptions(
        String name,
        int valueVersion,
        L1Limit l1,
        L2Options l2,
        LoadOptions loading,
        Consistency consistency,
        Duration awaitApplied,
        int degradedLoads) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final L1Limit DEFAULT_L1 = new L1Limit.Entries(1_000);

    public CacheOptions {
        Refuse.unless(
                NAME.matcher(name).matches(),
                "name",
                "1 to 64 letters, digits, '.', '_' or '-'",
                "'" + name + "'");
        Refuse.unless(valueVersion >= 0, "valueVersion", "at least 0", valueVersion);
        Refuse.ifNegative("awaitApplied", awaitApplied);
        Refuse.unless(degradedLoads >= 1, "degradedLoads", "at least 1", degradedLoads);
    }

    /// A cache with the defaults.
    public static CacheOptions named(String name) {
        return new CacheOptions(
                name,
                1,
                DEFAULT_L1,
                L2Options.defaults(),
                LoadOptions.defaults(),
                Consistency.strict(),
                Duration.ZERO,
                32);
    }

    public CacheOptions withValueVersion(int valueVersion) {
        return new CacheOptions(
                name, valueVersion, l1, l2, loading, consistency, awaitApplied, degradedLoads);
    }

    public CacheOptions withL1MaximumEntries(long maximum) {
        return withL1(new L1Limit.Entries(maximum));
    }

    public CacheOptions withL1MaximumBytes(Bytes maximum) {
        return withL1(new L1Limit.Weight(maximum));
    }

    public CacheOptions withL1(L1Limit l1) {
        return new CacheOptions(
                name, valueVersion, l1, l2, loading, consistency, awaitApplied, degradedLoads);
    }

    public CacheOptions withL2(L2Options l2) {
        return new CacheOptions(
                name, valueVersion, l1, l2, loading, consistency, awaitApplied, degradedLoads);
    }

    public CacheOptions withLoading(LoadOptions loading) {
        return new CacheOptions(
                name, valueVersion, l1, l2, loading, consistency, awaitApplied, degradedLoads);
    }

    public CacheOptions withConsistency(Consistency consistency) {
        return new CacheOptions(
                name, valueVersion, l1, l2, loading, consistency, awaitApplied, degradedLoads);
    }

    public CacheOptions withAwaitApplied(Duration awaitApplied) {
        return new CacheOptions(
                name, valueVersion, l1, l2, loading, consistency, awaitApplied, degradedLoads);
    }

    public CacheOptions withDegradedLoads(int degradedLoads) {
        return new CacheOptions(
                name, valueVersion, l1, l2, loading, consistency, awaitApplied, degradedLoads);
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
