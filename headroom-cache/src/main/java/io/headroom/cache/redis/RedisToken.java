package io.headroom.cache.redis;

import io.headroom.cache.L2Token;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// A fill lease.
///
/// @param cache the cache
/// @param key the key in it
/// @param generation of the partition when it was granted
/// @param sequence of the partition when it was granted, 16 digits
/// @param id random
record RedisToken(String cache, String key, String generation, String sequence, String id)
        implements L2Token {

    /// Random enough: an id is never compared with one of another sequence.
    static String newId() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /// What stands in Redis while the lease does.
    String text() {
        return generation + sequence + id;
    }
}
