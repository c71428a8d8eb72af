package io.headroom.cache;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Applies to L1 what other nodes invalidated.
final class RemoteInvalidations<K, V> implements L2Listener {

    private static final Logger log = LoggerFactory.getLogger(RemoteInvalidations.class);

    private final String name;
    private final KeyCodec<K> keys;
    private final L1<K, V> l1;
    private final Counters counters;

    RemoteInvalidations(String name, KeyCodec<K> keys, L1<K, V> l1, Counters counters) {
        this.name = name;
        this.keys = keys;
        this.l1 = l1;
        this.counters = counters;
    }

    @Override
    public void invalidated(String text) {
        counters.invalidatedElsewhere.increment();
        try {
            l1.drop(keys.decode(text));
        } catch (RuntimeException e) {
            // Perhaps a newer node's form of key. What it meant is unknown, so nothing is kept.
            log.warn("Cache '{}' is emptied: the invalidated key '{}' is unknown", name, text, e);
            l1.dropAll();
        }
    }

    @Override
    public void matchingInvalidated(String glob) {
        counters.invalidatedElsewhere.increment();
        try {
            Glob pattern = Glob.of(glob);
            l1.dropMatching(key -> pattern.matches(keys.encode(key)));
        } catch (RuntimeException e) {
            log.warn("Cache '{}' is emptied: the pattern '{}' is unknown", name, glob, e);
            l1.dropAll();
        }
    }

    @Override
    public void cleared() {
        counters.invalidatedElsewhere.increment();
        l1.dropAll();
    }

    @Override
    public void gap() {
        counters.flushes.increment();
        l1.dropAll();
    }
}
