package io.headroom.spring.cache;

import io.headroom.cache.CacheOptions;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.KeyCodec;
import io.headroom.cache.L1Limit;
import io.headroom.spring.CacheSettings;
import io.headroom.spring.HeadroomCacheProperties;
import java.util.Collection;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.core.ResolvableType;

/// The caches of Spring's annotations. Safe for use by many threads.
///
/// The values of a cache are of the type that `headroom.cache.caches.<name>.value` declares, or
/// else of the one that its methods return. Where neither says enough to read a value back, values
/// are kept in each process alone, and only their invalidations are shared.
final class AnnotatedCaches implements CacheManager, SmartInitializingSingleton, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AnnotatedCaches.class);

    private final BeanFactory beans;
    private final HeadroomCaches caches;
    private final HeadroomCacheProperties properties;
    private final ValueTypes types;
    private final TransactionalCaches transactions;
    private final ReadYourWrites session;
    private final ConcurrentHashMap<String, Cache> known = new ConcurrentHashMap<>();
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("headroom-cache-future-", 0).factory());

    AnnotatedCaches(
            BeanFactory beans,
            HeadroomCaches caches,
            HeadroomCacheProperties properties,
            ValueTypes types,
            TransactionalCaches transactions,
            ReadYourWrites session) {
        this.beans = beans;
        this.caches = caches;
        this.properties = properties;
        this.types = types;
        this.transactions = transactions;
        this.session = session;
    }

    /// Makes the caches of the methods known by now, so that a wrong option fails the start.
    @Override
    public void afterSingletonsInstantiated() {
        types.caches().forEach(this::getCache);
    }

    /// The cache of that name, which is made if there is none.
    @Override
    public Cache getCache(String name) {
        Cache cache = known.get(name);
        if (cache != null) {
            return cache;
        }
        CacheSettings settings = properties.caches().get(name);
        if (settings == null || settings.value() == null) {
            return known.computeIfAbsent(name, this::own);
        }
        // Outside of the map's lock, since the bean factory has one too.
        DeclaredKeys keys = DeclaredKeys.of(settings.key());
        Cache declared = over(untyped(beans.getBean(name)), key -> keys.of(name, key));
        return known.computeIfAbsent(name, _ -> declared);
    }

    @Override
    public Collection<String> getCacheNames() {
        return new TreeSet<>(known.keySet());
    }

    private Cache own(String name) {
        if (caches.find(name).isPresent()) {
            throw new IllegalStateException(
                    "Cache '%s' of an annotation was made by the program with codecs of its own; declare it under headroom.cache.caches.%s.value, or give the annotation another cache"
                            .formatted(name, name));
        }
        CacheOptions options = properties.options(name);
        ValueType type = type(name);
        if (!type.isDeclared() && options.l1() instanceof L1Limit.Weight) {
            throw new IllegalStateException(
                    "Cache '%s' has values of %s, whose size is not known without a declared type; set headroom.cache.caches.%s.value, or max-entries instead of max-bytes"
                            .formatted(name, type, name));
        }
        io.headroom.cache.Cache<Object, Object> cache =
                caches.cache(options, untyped(KeyCodec.strings()), type.codec());
        return over(cache, KeyText::of);
    }

    private ValueType type(String name) {
        ValueType type = types.of(name);
        if (type == null) {
            type = new ValueType(ResolvableType.forClass(Object.class));
        }
        if (!type.isDeclared()) {
            LOG.warn(
                    "Cache {} has values of {}, which cannot be read back by their type: they are"
                            + " kept in this process alone, and only invalidations are shared."
                            + " headroom.cache.caches.{}.value may declare a type",
                    name,
                    type,
                    name);
        }
        return type;
    }

    private Cache over(io.headroom.cache.Cache<Object, Object> cache, UnaryOperator<Object> keys) {
        return new AnnotatedCache(cache, keys, transactions, session, threads);
    }

    @SuppressWarnings("unchecked") // KeyText makes strings of all keys
    private static KeyCodec<Object> untyped(KeyCodec<?> keys) {
        return (KeyCodec<Object>) keys;
    }

    @SuppressWarnings("unchecked") // DeclaredKeys and ValueTypes check what goes in
    private static io.headroom.cache.Cache<Object, Object> untyped(Object cache) {
        return (io.headroom.cache.Cache<Object, Object>) cache;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
