package io.headroom.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// L2 through codecs and envelopes. Counts what happens there.
final class CodedTier<K, V> implements SharedTier<K, V> {

    private static final Logger log = LoggerFactory.getLogger(CodedTier.class);

    private static final int LONGEST_KEY = 4096;

    /// What an entry costs beside its bytes: Caffeine's node, our object, the objects' headers.
    private static final int OVERHEAD = 128;

    private static final long SHORTEST_LEASE_NANOS = 1_000_000_000L;
    private static final long LONGEST_LEASE_NANOS = 30_000_000_000L;

    private final CacheOptions options;
    private final KeyCodec<K> keys;
    private final Codec<V> values;
    private final L2Store store;
    private final Counters counters;
    private final LeaseKeeper leases;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final long coherenceLeaseNanos;
    private final AtomicBoolean complained = new AtomicBoolean();

    CodedTier(
            CacheOptions options,
            KeyCodec<K> keys,
            Codec<V> values,
            L2 l2,
            L2Store store,
            Counters counters,
            LeaseKeeper leases,
            LongSupplier nanos) {
        this.options = options;
        this.keys = keys;
        this.values = values;
        this.store = store;
        this.counters = counters;
        this.leases = leases;
        this.nanos = nanos;
        clock = l2.clock();
        coherenceLeaseNanos = l2.coherenceLease().toNanos();
    }

    @Override
    public boolean isShared() {
        return options.l2().enabled();
    }

    @Override
    public Coherence coherence(K key) {
        return store.coherence(text(key));
    }

    @Override
    public long coherenceLeaseNanos() {
        return coherenceLeaseNanos;
    }

    @Override
    public boolean hasApplied(K key, SessionToken token) {
        return store.hasApplied(text(key), token);
    }

    @Override
    public Answer<V> read(K key) {
        String text = text(key);
        return asked(List.of(text), () -> store.read(List.of(text), options.l2().readBudget()))
                .getFirst();
    }

    @Override
    public Answer<V> peek(K key) {
        return opened(store.read(List.of(text(key)), options.l2().readBudget()).getFirst());
    }

    @Override
    public List<Answer<V>> readOrLease(List<K> many) {
        List<String> texts = many.stream().map(this::text).toList();
        List<Answer<V>> answers =
                asked(texts, () -> store.readOrLease(texts, lease(), options.l2().readBudget()));
        for (int i = 0; i < answers.size(); i++) {
            answers.set(i, leasedIfUnreadable(texts.get(i), answers.get(i)));
        }
        return answers;
    }

    /// Asks, opens the answers, counts them and tells of them.
    private List<Answer<V>> asked(List<String> texts, Supplier<List<L2Read>> question) {
        MissListener.Step step = counters.misses.askingL2(options.name(), texts.size());
        int found = 0;
        try {
            long began = nanos.getAsLong();
            List<L2Read> answers = question.get();
            long took = nanos.getAsLong() - began;
            List<Answer<V>> opened = new ArrayList<>(answers.size());
            for (L2Read answer : answers) {
                opened.add(counted(opened(answer), took));
                found += opened.getLast() instanceof Found<V> ? 1 : 0;
            }
            return opened;
        } finally {
            step.ended(found);
        }
    }

    @Override
    public Answer<V> rereadOrLease(K key) {
        String text = text(key);
        L2Read answer =
                store.readOrLease(List.of(text), lease(), options.l2().readBudget()).getFirst();
        return leasedIfUnreadable(text, opened(answer));
    }

    /// What cannot be read is loaded like what is missing; its lease is to be asked for.
    private Answer<V> leasedIfUnreadable(String text, Answer<V> answer) {
        return answer instanceof Absent<V> ? leaseToRefresh(text) : answer;
    }

    @Override
    public Answer<V> leaseToRefresh(K key) {
        return leaseToRefresh(text(key));
    }

    private Answer<V> leaseToRefresh(String text) {
        return switch (store.leaseToRefresh(text, lease(), options.l2().readBudget())) {
            case L2Read.Granted(L2Token token) -> new Lease<>(token);
            case L2Read.Busy _ -> new Busy<>();
            case L2Read.Found _, L2Read.Absent _, L2Read.Unavailable _ -> new NoAnswer<>();
        };
    }

    /// Three times what all but one load in a hundred take.
    private Duration lease() {
        return Duration.ofNanos(
                Math.clamp(
                        3 * counters.loads.quantileNanos(0.99),
                        SHORTEST_LEASE_NANOS,
                        LONGEST_LEASE_NANOS));
    }

    private Answer<V> opened(L2Read answer) {
        return switch (answer) {
            case L2Read.Unavailable() -> new NoAnswer<>();
            case L2Read.Absent() -> new Absent<>();
            case L2Read.Granted(L2Token token) -> new Lease<>(token);
            case L2Read.Busy _ -> new Busy<>();
            case L2Read.Found(byte[] bytes, List<String> tags) -> decoded(bytes, tags);
        };
    }

    private Answer<V> counted(Answer<V> answer, long tookNanos) {
        switch (answer) {
            case NoAnswer<V> _ -> counters.l2Bypassed.increment();
            case Found<V> _ -> {
                counters.l2Reads.record(tookNanos);
                counters.l2Hits.increment();
            }
            case Absent<V> _, Lease<V> _, Busy<V> _ -> {
                counters.l2Reads.record(tookNanos);
                counters.l2Misses.increment();
            }
        }
        return answer;
    }

    private Answer<V> decoded(byte[] bytes, List<String> tags) {
        switch (Envelope.open(bytes, options.valueVersion())) {
            case Envelope.Unreadable(String reason) -> {
                return unreadable(reason);
            }
            case Envelope.NoValue(long expiresMillis) -> {
                long left = leftNanos(expiresMillis, options.loading().negativeTtl());
                return left > 0 ? new Found<>(null, left, 0, OVERHEAD, tags) : new Absent<>();
            }
            case Envelope.Value(byte[] payload, long expiresMillis, int loadMillis) -> {
                try {
                    return new Found<>(
                            values.decode(payload),
                            leftNanos(expiresMillis, Duration.ofNanos(Long.MAX_VALUE)),
                            loadMillis * 1_000_000L,
                            OVERHEAD + payload.length,
                            tags);
                } catch (RuntimeException e) {
                    return unreadable("the codec refuses it: " + e);
                }
            }
        }
    }

    private Answer<V> unreadable(String reason) {
        counters.l2Undecodable.increment();
        complainOnce("A value in L2 is not readable and counts as a miss: {}", reason);
        return new Absent<>();
    }

    /// What is left, never more than `atMost`.
    private long leftNanos(long expiresMillis, Duration atMost) {
        long most = Long.MAX_VALUE / 2_000_000;
        long leftMillis = Math.clamp(expiresMillis - clock.millis(), -most, most);
        return Math.min(leftMillis * 1_000_000, atMost.toNanos());
    }

    @Override
    public Sealed seal(@Nullable V value, Duration ttl, long loadNanos) {
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
                            (int) Math.min(Integer.MAX_VALUE, loadNanos / 1_000_000),
                            options.l2().compressionThreshold().count());
            return new Sealed(bytes, size);
        } catch (RuntimeException e) {
            counters.l2FillsFailed.increment();
            complainOnce("A value cannot be encoded and stays in L1: {}", e.toString());
            return new Sealed(null, OVERHEAD);
        }
    }

    @Override
    public void fill(L2Token token, Sealed value, List<String> tags, Duration keep) {
        byte[] bytes = value.bytes();
        if (bytes == null || keep.toMillis() < 1) {
            store.release(token);
            return;
        }
        var _ =
                store.fill(token, bytes, tags, keep)
                        .thenAccept(fill ->
                                (switch (fill) {
                                            case STORED -> counters.l2Fills;
                                            case REJECTED -> counters.l2FillsRejected;
                                            case FAILED -> counters.l2FillsFailed;
                                        })
                                        .increment());
    }

    @Override
    public AutoRenewal renewing(L2Token token) {
        Duration lease = lease();
        return leases.every(lease.toNanos() / 3, () -> store.renew(token, lease));
    }

    @Override
    public void release(L2Token token) {
        store.release(token);
    }

    @Override
    public L2Write put(K key, Sealed value, List<String> tags, Duration keep) {
        byte[] bytes = value.bytes();
        String text = text(key);
        return bytes == null || keep.toMillis() < 1
                ? store.invalidate(List.of(text))
                : store.put(text, bytes, tags, keep);
    }

    @Override
    public L2Write invalidate(Collection<K> many) {
        return store.invalidate(many.stream().map(this::text).toList());
    }

    @Override
    public L2Write invalidateMatching(String glob) {
        return store.invalidateMatching(glob);
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
