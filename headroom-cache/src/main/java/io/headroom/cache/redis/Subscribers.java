package io.headroom.cache.redis;

import io.headroom.cache.L2;
import io.headroom.cache.L2Listener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is told of other nodes' invalidations. Safe for use by many threads.
final class Subscribers {

    private static final Logger log = LoggerFactory.getLogger(Subscribers.class);

    private final Map<String, L2Listener> listeners = new ConcurrentHashMap<>();
    private volatile L2.TagListener tagListener = _ -> {};

    void listen(String cache, L2Listener listener) {
        listeners.put(cache, listener);
    }

    void onTags(L2.TagListener listener) {
        tagListener = listener;
    }

    void tell(LogEvent.Content content) {
        switch (content) {
            case LogEvent.Keys(String cache, var keys) ->
                    of(cache, listener -> keys.forEach(listener::invalidated));
            case LogEvent.Matching(String cache, String glob) ->
                    of(cache, listener -> listener.matchingInvalidated(glob));
            case LogEvent.Cleared(String cache) -> of(cache, L2Listener::cleared);
            case LogEvent.Tags(var tags) -> {
                try {
                    tagListener.invalidated(tags);
                } catch (RuntimeException e) {
                    log.warn("All caches are emptied: the tags {} could not be dropped", tags, e);
                    gap();
                }
            }
            case LogEvent.Unknown() -> gap();
        }
    }

    private void of(String cache, Consumer<L2Listener> told) {
        L2Listener listener = listeners.get(cache);
        if (listener == null) {
            return;
        }
        try {
            told.accept(listener);
        } catch (RuntimeException e) {
            log.warn("Cache '{}' is emptied: an invalidation could not be applied", cache, e);
            listener.gap();
        }
    }

    void gap() {
        listeners.values().forEach(L2Listener::gap);
    }
}
