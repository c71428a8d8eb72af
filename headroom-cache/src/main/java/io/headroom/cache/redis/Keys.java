package io.headroom.cache.redis;

import io.lettuce.core.cluster.SlotHash;

/// The keys of one partition, `<prefix>:{<tag>}:…`, all in the slot of the tag.
///
/// @param prefix of the application
/// @param tag the hash tag
record Keys(String prefix, String tag) {

    /// So many numbers are tried as a tag: every slot has some among them.
    private static final int CANDIDATES = 65_536;

    /// The keys of one of several partitions that are spread evenly over the slots, by a tag whose
    /// slot lies nearest to the middle of the partition's share.
    static Keys spread(String prefix, int partition, int partitions) {
        if (partitions == 1) {
            return new Keys(prefix, "0");
        }
        int middle = (2 * partition + 1) * SlotHash.SLOT_COUNT / (2 * partitions);
        int best = 0;
        int distance = Integer.MAX_VALUE;
        for (int candidate = 0; candidate < CANDIDATES && distance > 0; candidate++) {
            int apart = Math.abs(SlotHash.getSlot(Integer.toString(candidate)) - middle);
            if (apart < distance) {
                best = candidate;
                distance = apart;
            }
        }
        return new Keys(prefix, Integer.toString(best));
    }

    int slot() {
        return SlotHash.getSlot(tag);
    }

    String head() {
        return base() + "head";
    }

    String log() {
        return base() + "log";
    }

    String barriers() {
        return base() + "barriers";
    }

    String value(String cache, String key) {
        return base() + "v:" + cache + ":" + key;
    }

    String lease(String cache, String key) {
        return base() + "l:" + cache + ":" + key;
    }

    /// A glob for all values and leases.
    String valuesAndLeases() {
        return base() + "[vl]:*";
    }

    private String base() {
        return prefix + ":{" + tag + "}:";
    }
}
