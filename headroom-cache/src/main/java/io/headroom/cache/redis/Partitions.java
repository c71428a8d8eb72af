package io.headroom.cache.redis;

import java.util.List;

/// All partitions, and which of them a key belongs to; the same on every node.
///
/// @param all in the order of their numbers
record Partitions(List<Partition> all) {

    int count() {
        return all.size();
    }

    Partition at(int index) {
        return all.get(index);
    }

    Partition of(String key) {
        return all.get(index(key, all.size()));
    }

    /// The number of a key's partition.
    static int index(String key, int count) {
        // Fibonacci hashing (Knuth, TAOCP 3, 6.4): the high bits of the product are spread well.
        long spread = Integer.toUnsignedLong(key.hashCode() * 0x9E3779B9);
        return (int) ((spread * count) >>> Integer.SIZE);
    }

    List<RedisReceipt.Part> everywhere(Change change) {
        return all.stream().map(partition -> new RedisReceipt.Part(partition, change)).toList();
    }
}
