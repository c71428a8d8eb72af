package io.headroom.cache.redis;

/// The keys of one cache in Redis: `<prefix>:<cache>:v1:{<key>}` holds a value, beside them stand
/// the cache's generation and the guards. `v1` is the version of this layout.
record Keys(String prefix, String cache) {

    private static final String LOG_SUFFIX = ":v1:log";

    String value(String key) {
        return prefix + ":" + cache + ":v1:{" + key + "}";
    }

    /// One of 1,024. Holds the place in the log of the last invalidation of any key of the stripe.
    String guard(String key) {
        int stripe = (key.hashCode() * 0x9E3779B9) >>> (Integer.SIZE - 10);
        return prefix + ":" + cache + ":v1:guard:" + stripe;
    }

    /// Holds the generation of which values and tokens must be to count.
    String generation() {
        return prefix + ":" + cache + ":v1:generation";
    }

    String log() {
        return log(prefix);
    }

    String sequence() {
        return sequence(prefix);
    }

    static String log(String prefix) {
        return prefix + LOG_SUFFIX;
    }

    static String sequence(String prefix) {
        return prefix + LOG_SUFFIX + ":sequence";
    }
}
