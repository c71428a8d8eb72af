package io.headroom.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// L2 through codecs and envelopes. Counts what happens there.
final class CodedTier<K, V> implements SharedTier<K, V> {

    private static final Logger log = LoggerFactory.getLogger(CodedTier.class);

    private static final int LONGEST_KEY = 4096;

    /// What an entry costs beside its bytes: Caffeine's node, our record, the objects' headers.
    private static final int OVERHEAD = 128;

    private final CacheOptions options;
    private final KeyCodec<K> keys;
    private final Codec<V> values;
    private final L2Store store;
    private final Counters counters;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final AtomicBoolean complained = new AtomicBoolean();

    CodedTier(
            CacheOptions options,
            KeyCodec<K> keys,
            Codec<V> values,
            L2Store store,
            Counters counters,
            InstantSource clock,
            LongSupplier nanos) {
        this.options = options;
        this.keys = keys;
        this.values = values;
        this.store = store;
        this.counters = counters;
        this.clock = clock;
        this.nanos = nanos;
    }

    @Override
    public Answer<V> read(K key) {
        String text = text(key);
        long began = nanos.getAsLong();
        L2Read answer = store.read(text, options.l2().readBudget());
        return opened(answer, nanos.getAsLong() - began);
    }

    @Override
    public List<Answer<V>> readAll(List<K> many) {
        List<String> texts = many.stream().map(this::text).toList();
        long began = nanos.getAsLong();
        List<L2Read> answers = store.readAll(texts, options.l2().readBudget());
        long took = nanos.getAsLong() - began;
        List<Answer<V>> opened = new ArrayList<>(answers.size());
        for (L2Read answer : answers) {
            opened.add(opened(answer, took));
        }
        return opened;
    }

    private Answer<V> opened(L2Read answer, long tookNanos) {
        switch (answer) {
            case L2Read.Unavailable() -> {
                counters.l2Bypassed.increment();
                return new NoAnswer<>();
            }
            case L2Read.Absent(L2Token token) -> {
                counters.l2Reads.record(tookNanos);
                counters.l2Misses.increment();
                return new Gap<>(token);
            }
            case L2Read.Found(byte[] bytes, L2Token token) -> {
                counters.l2Reads.record(tookNanos);
                Answer<V> decoded = decoded(bytes, token);
                (decoded instanceof Found ? counters.l2Hits : counters.l2Misses).increment();
                return decoded;
            }
        }
    }

    private Answer<V> decoded(byte[] bytes, L2Token token) {
        switch (Envelope.open(bytes, options.valueVersion())) {
            case Envelope.Unreadable(String reason) -> {
                return unreadable(reason, token);
            }
            case Envelope.NoValue(long expiresMillis) -> {
                long left = leftNanos(expiresMillis, options.loading().negativeTtl());
                return left > 0 ? new Found<>(null, left, OVERHEAD) : new Gap<>(token);
            }
            case Envelope.Value(byte[] payload, long expiresMillis) -> {
                long left = leftNanos(expiresMillis, Duration.ofNanos(Long.MAX_VALUE));
                if (left <= 0) {
                    return new Gap<>(token);
                }
                try {
                    return new Found<>(values.decode(payload), left, OVERHEAD + payload.length);
                } catch (RuntimeException e) {
                    return unreadable("the codec refuses it: " + e, token);
                }
            }
        }
    }

    private Answer<V> unreadable(String reason, L2Token token) {
        counters.l2Undecodable.increment();
        complainOnce("A value in L2 is not readable and counts as a miss: {}", reason);
        return new Gap<>(token);
    }

    /// What is left by this node's clock, never more than `atMost`.
    private long leftNanos(long expiresMillis, Duration atMost) {
        long leftMillis =
                Math.clamp(expiresMillis - clock.millis(), -1, Long.MAX_VALUE / 2_000_000);
        return Math.min(leftMillis * 1_000_000, atMost.toNanos());
    }

    @Override
    public Sealed seal(K key, @Nullable V value, Duration ttl) {
        long created = clock.millis();
        long expires = created + ttl.toMillis();
        if (value == null) {
            return new Sealed(
                    Envelope.sealNone(options.valueVersion(), created, expires), OVERHEAD);
        }
        try {
            byte[] payload = values.encode(value);
            int size = OVERHEAD + payload.length;
            if (!options.l2().enabled()) {
                return new Sealed(null, size);
            }
            byte[] bytes =
                    Envelope.seal(
                            payload,
                            options.valueVersion(),
                            created,
                            expires,
                            options.l2().compressionThreshold().count());
            return new Sealed(bytes, size);
        } catch (RuntimeException e) {
            counters.l2FillsFailed.increment();
            complainOnce("A value cannot be encoded and stays in L1: {}", e.toString());
            return new Sealed(null, OVERHEAD);
        }
    }

    @Override
    public void fill(K key, Sealed value, Duration ttl, L2Token token) {
        byte[] bytes = value.bytes();
        if (bytes == null || ttl.toMillis() < 1) {
            return;
        }
        var _ =
                store.fill(text(key), bytes, ttl, token)
                        .thenAccept(fill ->
                                (switch (fill) {
                                            case STORED -> counters.l2Fills;
                                            case REJECTED -> counters.l2FillsRejected;
                                            case FAILED -> counters.l2FillsFailed;
                                        })
                                        .increment());
    }

    @Override
    public L2Write invalidate(K key) {
        return store.invalidate(text(key));
    }

    @Override
    public L2Write clear() {
        return store.clear();
    }

    private String text(K key) {
        String text = keys.encode(key);
        if (text.length() > LONGEST_KEY) {
            throw new IllegalArgumentException(
                    "A key of cache '%s' has %d characters, more than %d; it begins with '%s'"
                            .formatted(
                                    options.name(),
                                    text.length(),
                                    LONGEST_KEY,
                                    text.substring(0, 40)));
        }
        return text;
    }

    private void complainOnce(String message, String detail) {
        if (complained.compareAndSet(false, true)) {
            log.warn(
                    "Cache '{}': " + message + ". Further ones are only counted.",
                    options.name(),
                    detail);
        }
    }
}
